/** Whether the server lives, and whether it takes work. */
import type { Hono } from 'hono'
import type { Env } from '../env.js'
import type { Service } from '../service.js'

export function mountHealth(app: Hono<Env>, service: Service): void {
  app.get('/healthz', (c) => c.json({ status: 'ok' }, 200, { 'cache-control': 'no-store' }))
  app.get('/readyz', (c) => {
    const status = service.admission.isDraining ? 'draining' : service.isReady ? 'ready' : 'starting'
    return c.json({ status }, status === 'ready' ? 200 : 503, { 'cache-control': 'no-store' })
  })
}
