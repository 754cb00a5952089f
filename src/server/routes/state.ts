/** What there is, and how it goes: runtimes, health, figures, the description of it all. */
import type { Hono } from 'hono'
import type { Manifest } from '../../runtimes/manifest/manifest.js'
import type { Env } from '../env.js'
import { openApi, openApiPage } from '../openapi.js'
import type { Parts } from '../parts.js'

export function stateRoutes(app: Hono<Env>, { admission, metrics }: Parts, runtimes: readonly Manifest[]): void {
  app.get('/v1/runtimes', (c) =>
    c.json({
      runtimes: runtimes.map(({ name, aliases = [], extensions = [], version, title, licence }) => ({
        name,
        aliases,
        extensions,
        version,
        title,
        licence,
      })),
    }),
  )
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/readyz', (c) => {
    const { isDraining, running, waiting } = admission
    return c.json({ status: isDraining ? 'draining' : 'ready', running, waiting }, isDraining ? 503 : 200)
  })
  app.get('/metrics', async (c) =>
    c.text(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType }),
  )
  app.get('/openapi.json', (c) => c.json(openApi()))
  app.get('/docs', (c) =>
    c.html(openApiPage(), 200, { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" }),
  )
}
