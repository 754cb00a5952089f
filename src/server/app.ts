/** The server as an application without a socket. */
import { Hono } from 'hono'
import { FuelcellError } from '../core/errors.js'
import { MIB } from '../core/units.js'
import type { RunRequest } from '../runner/request/request.js'
import { openSession } from '../runner/sessions/session.js'
import { examineRuntimes } from '../runtimes/manifest/examine.js'
import type { Manifest } from '../runtimes/manifest/manifest.js'
import { Admission } from './admission.js'
import { ResultCache } from './cache.js'
import type { Dialect } from './dialect.js'
import { defaultDialectConfig } from './dialects/config.js'
import { dialects } from './dialects/index.js'
import type { Env } from './env.js'
import { guard } from './guard.js'
import { server as say } from './messages.js'
import { Metrics } from './metrics.js'
import type { AppOptions } from './options.js'
import { type Parts, runFor } from './parts.js'
import { programRoutes } from './routes/programs.js'
import { runRoutes } from './routes/run.js'
import { sessionRoutes } from './routes/sessions.js'
import { stateRoutes } from './routes/state.js'
import { workRoutes } from './routes/work.js'

const DEFAULT_BODY = 8 * MIB
const DEFAULT_SLOTS = 2
const DEFAULT_QUEUE = 1000

export interface App {
  /** Mount it in another Hono application, or call its `fetch`. */
  readonly hono: Hono<Env>
  /** Takes no new runs; resolves when those under way have ended and programs are closed. The runner stays open. */
  drain(): Promise<void>
}

/**
 * A server over a runner.
 * @throws FuelcellError `invalid-option` for a dialect that there is not.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { runner, slots = DEFAULT_SLOTS, queueLimit = DEFAULT_QUEUE, cacheBytes = 0, cacheFolder } = options
  const admission = new Admission({ slots, queueLimit, run: (request) => runner.run(request) })
  const metrics = new Metrics(admission)
  const cache = cacheBytes > 0 ? new ResultCache(cacheBytes, cacheFolder) : undefined
  const parts: Parts = { options, admission, metrics, cache, bodyLimit: options.bodyLimit ?? DEFAULT_BODY }
  const { sound: runtimes } = await examineRuntimes()
  // A slash at the end of a path is what some clients send with any method.
  const hono = new Hono<Env>({ strict: false })
  const spoken = spokenDialects(options)
  guard(hono, options, metrics, spoken)
  stateRoutes(hono, parts, runtimes)
  runRoutes(hono, parts)
  const closePrograms = programRoutes(hono, parts)
  workRoutes(hono, parts)
  sessionRoutes(hono, parts)
  mountDialects(hono, parts, runtimes, spoken)
  return {
    hono,
    async drain() {
      await admission.drain()
      await closePrograms()
    },
  }
}

/** @throws FuelcellError `invalid-option` for a dialect that there is not. */
function spokenDialects(options: AppOptions): readonly Dialect[] {
  const known = dialects.map(({ name }) => name)
  const unknown = options.dialects?.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new FuelcellError('invalid-option', say.unknownDialect(unknown, known))
  return dialects.filter(({ name }) => options.dialects?.includes(name) ?? true)
}

function mountDialects(hono: Hono<Env>, parts: Parts, runtimes: readonly Manifest[], spoken: readonly Dialect[]): void {
  const { runner } = parts.options
  const sessions = {
    run: (request: RunRequest) => runFor(parts, request),
    provision: (name: string) => runner.provision(name),
  }
  for (const dialect of spoken) {
    dialect.mount(hono, {
      run: (request, { signal, onOutput, stdin }) =>
        runFor(parts, {
          ...request,
          ...(signal === undefined ? {} : { signal }),
          ...(onOutput === undefined ? {} : { onOutput }),
          ...(stdin === undefined ? {} : { stdin }),
        }),
      openSession: (options) => openSession(sessions, options),
      runtimes,
      bodyLimit: parts.bodyLimit,
      config: { ...defaultDialectConfig, ...parts.options.dialectConfig },
    })
  }
}
