/** `GET /metrics`, as Prometheus reads it. */
import type { Hono } from 'hono'
import type { Env } from '../env.js'
import type { Service } from '../service.js'

export function mountMetrics(app: Hono<Env>, service: Service): void {
  const { registry } = service.metrics
  app.get('/metrics', async (c) => c.body(await registry.metrics(), 200, { 'content-type': registry.contentType }))
}
