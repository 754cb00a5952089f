/** `GET /v1/runtimes`: what can be run, and in which fuel epoch. */
import type { Hono } from 'hono'
import type { Env } from '../env.js'
import type { Service } from '../service.js'

export function mountRuntimes(app: Hono<Env>, service: Service): void {
  app.get('/v1/runtimes', (c) => {
    const runtimes = service.runtimes.map(
      ({ name, version, title, licence, aliases = [], extensions = [], entry, starts, defaultStart, stages }) => ({
        name,
        version,
        title,
        licence,
        aliases,
        extensions,
        entry,
        starts: Object.keys(starts),
        defaultStart,
        isBuilt: stages !== undefined,
        fuelEpochs: service.answers.epochsOf(name),
      }),
    )
    return c.json({ runtimes })
  })
}
