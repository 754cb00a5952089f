/** The server as a Hono app: what every request passes, the routes, and the dialects beside them. */
import { randomUUID } from 'node:crypto'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { FuelcellError } from '../core/errors.js'
import type { RunRequest } from '../runner/request/request.js'
import { openSession } from '../runner/sessions/session.js'
import type { Dialect } from './dialect.js'
import { defaultDialectConfig } from './dialects/config.js'
import { dialects as allDialects } from './dialects/index.js'
import { type Env, tell } from './env.js'
import { loggedPath } from './http/access-log.js'
import { credentialOf } from './http/credential.js'
import { asFuelcellError, problemResponse } from './http/problem.js'
import { server as say } from './messages.js'
import type { ServerOptions } from './options.js'
import { mountBench } from './routes/bench.js'
import { mountDescription } from './routes/description.js'
import { mountGrade } from './routes/grade.js'
import { mountHealth } from './routes/health.js'
import { mountMetrics } from './routes/metrics.js'
import { mountPrograms } from './routes/programs.js'
import { mountRun } from './routes/run.js'
import { mountRuntimes } from './routes/runtimes.js'
import { mountSessions } from './routes/sessions.js'
import { within } from './scope.js'
import { Service } from './service.js'

/** The app, and its end. */
export type App = Hono<Env> & {
  /** The same app, without its end. */
  readonly hono: Hono<Env>
  /** Takes nothing new. Resolves when what was taken has ended and nothing is kept any more; the runner stays open. */
  drain(): Promise<void>
}

/**
 * The app over a runner, to be served or mounted.
 * @throws FuelcellError `invalid-option` for a dialect that there is not.
 */
export function createApp(options: ServerOptions): App {
  return appWith(new Service(options))
}

export function appWith(service: Service): App {
  const hono = appOf(service)
  return Object.assign(hono, {
    hono,
    drain: async () => {
      await service.drain()
      await service.close()
    },
  })
}

export function appOf(service: Service): Hono<Env> {
  const { options } = service
  const spoken = spokenDialects(options.dialects)
  const app = new Hono<Env>({ strict: false })
  app.onError((thrown, c) => refused(c, thrown, service, spoken))
  app.notFound((c) => refused(c, new FuelcellError('not-found', say.notFound(c.req.path)), service, spoken))
  app.use('*', entrance(service, spoken))
  for (const mount of [
    mountHealth,
    mountRuntimes,
    mountRun,
    mountPrograms,
    mountGrade,
    mountBench,
    mountSessions,
    mountMetrics,
    mountDescription,
  ])
    mount(app, service)
  refuseOtherMethods(app)
  const sessions = {
    run: (request: RunRequest) => service.run(request, {}),
    provision: (name: string) => service.runner.provision(name),
  }
  for (const dialect of spoken) {
    dialect.mount(app, {
      run: (request, given) => service.run(request, given),
      openSession: (options) => openSession(sessions, options),
      runtimes: service.runtimes,
      bodyLimit: service.bodyLimit,
      config: { ...defaultDialectConfig, ...options.dialectConfig },
    })
  }
  return app
}

/** @throws FuelcellError `invalid-option`. */
function spokenDialects(names: readonly string[] | undefined): readonly Dialect[] {
  const known = allDialects.map(({ name }) => name)
  const unknown = names?.find((name) => !known.includes(name))
  if (unknown !== undefined) throw new FuelcellError('invalid-option', say.unknownDialect(unknown, known))
  return allDialects.filter(({ name }) => names?.includes(name) ?? true)
}

/** What may be asked without a key: whether the server lives, and what it speaks. */
const publicPaths: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/openapi.json', '/docs'])
const REQUEST_ID = /^[\w.:-]{1,64}$/

/** Who asks, under which number, and how it went. */
function entrance(service: Service, spoken: readonly Dialect[]): MiddlewareHandler<Env> {
  const { keys, metrics, options, now } = service
  return async (c, next) => {
    const startedMs = performance.now()
    const given = c.req.header('x-request-id')
    const id = given !== undefined && REQUEST_ID.test(given) ? given : randomUUID()
    c.set('requestId', id)
    c.header('x-request-id', id)
    const { path, method } = c.req
    const isPublic = method === 'OPTIONS' || publicPaths.has(path) || spoken.some((one) => one.isPublic?.(path))
    try {
      // What a handler throws has been answered when `next` resolves.
      if (!keys.areNeeded || isPublic) await next()
      else {
        const { name } = keys.identify(credentialOf(c), now())
        c.set('key', name)
        await within(name, next)
      }
    } catch (thrown) {
      c.res = refused(c, thrown, service, spoken)
    }
    account(c, startedMs)
  }

  function account(c: Context<Env>, startedMs: number): void {
    const { method } = c.req
    const { status } = c.res
    service.answered += 1
    metrics.answered(method, routePath(c, -1), status)
    if (options.onAccess === undefined) return
    const key = c.get('key')
    options.onAccess({
      time: new Date(now()).toISOString(),
      id: c.get('requestId'),
      ...(key !== undefined && { key }),
      method,
      path: loggedPath(c.req.path),
      status,
      ms: Math.round((performance.now() - startedMs) * 1000) / 1000,
      ...c.get('told'),
    })
  }
}

function refused(c: Context<Env>, thrown: unknown, service: Service, spoken: readonly Dialect[]): Response {
  const error = asFuelcellError(thrown)
  tell(c, { error: error.code })
  service.metrics.failed(error.code)
  if (error.fault === 'system') service.options.onFault?.(c.get('requestId'), thrown)
  for (const dialect of spoken) {
    const answer = dialect.refuse?.(c, error)
    if (answer !== undefined) return answer
  }
  return problemResponse(c, error)
}

/** A path of our own that is asked in another way says which it takes. */
function refuseOtherMethods(app: Hono<Env>): void {
  const byPath = new Map<string, Set<string>>()
  for (const { path, method } of app.routes) {
    if (method === 'ALL') continue
    byPath.set(path, (byPath.get(path) ?? new Set()).add(method))
  }
  for (const [path, methods] of byPath) {
    const allowed = [...methods, ...(methods.has('GET') ? ['HEAD'] : [])].join(', ')
    app.all(path, (c) => {
      c.header('allow', allowed)
      throw new FuelcellError('method-not-allowed', say.methodNotAllowed(c.req.method, allowed))
    })
  }
}
