/** Piston's interface, version 2. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { upgradeWebSocket } from '@hono/node-server'
import type { Context, Hono } from 'hono'
import type { Dialect, DialectContext } from '../../dialect.js'
import type { Env } from '../../env.js'
import { readJson } from '../bodies/read-json.js'
import { faultOf, isOwn } from '../faults.js'
import { fuelHeaders } from '../headers.js'
import { pistonAnswer } from './answer.js'
import { PistonConnection } from './connect.js'
import { pistonRuntimes } from './languages.js'
import { piston as say } from './messages.js'
import { type PistonRules, parsePiston } from './parse.js'
import { pistonRun } from './request.js'

/** The version of Piston whose interface this is. */
export const PISTON_VERSION = '3.1.1'

export const pistonDialect: Dialect = {
  name: 'piston',
  mount(app: Hono<Env>, context: DialectContext): void {
    const { versions, limits, outputBytes } = context.config.piston
    const runtimes = pistonRuntimes(context.runtimes)
    const rules: PistonRules = { runtimes, versions, limits }

    app.get('/api/v2/runtimes', (c) =>
      c.json(runtimes.map(({ language, version, aliases }) => ({ language, version, aliases }))),
    )
    app.get('/api/v2/packages', (c) =>
      c.json(runtimes.map(({ language, version }) => ({ language, language_version: version, installed: true }))),
    )
    app.on(['POST', 'DELETE'], '/api/v2/packages', (c) => c.json({ message: say.readOnly }, 403))
    app.get(
      '/api/v2/connect',
      (c, next) => (isOfPage(c) ? c.json({ message: say.otherPage }, 403) : next()),
      upgradeWebSocket((c: Context<Env>) => {
        let connection: PistonConnection | undefined
        // A message comes outside of the request that let its sender in, and is that one's all the same.
        const asCaller = AsyncLocalStorage.snapshot()
        return {
          onOpen: (_event, socket) => {
            connection = new PistonConnection(socket, context.run, rules, c.get('key'))
          },
          onMessage: ({ data }) => {
            // A rejection is none: every failure is told to the client.
            const text = typeof data === 'string' ? data : Buffer.from(data as ArrayBuffer).toString()
            asCaller(() => connection?.receive(text))
          },
          onClose: () => connection?.closed(),
          onError: () => connection?.closed(),
        }
      }),
    )
    app.post('/api/v2/execute', async (c) => {
      if (!isFit(c)) return c.json({ message: say.type }, 415)
      const read = await readJson(c.req.raw, context.bodyLimit)
      if (read.kind === 'too-large') return c.json({ message: say.tooLarge(context.bodyLimit) }, 413)
      if (read.kind === 'broken') return c.json({ message: say.badJson(read.reason) }, 400)
      const parsed = parsePiston(read.json, rules)
      if ('message' in parsed) return c.json({ message: parsed.message }, 400)
      const { request } = parsed
      try {
        const result = await context.run(pistonRun(request, outputBytes), {
          signal: c.req.raw.signal,
          key: c.get('key'),
        })
        return c.json(pistonAnswer(request.runtime, result), 200, fuelHeaders(result))
      } catch (error) {
        return faulted(c, error)
      }
    })
    app.all('/api/v2/*', (c) => c.json({ message: say.notFound }, 404))
  },
  refuse: (c, error) => (isOwn(c, ['/api/v2/']) ? faulted(c, error) : undefined),
}

/** Whether a page of another server asks, which a browser lets through without asking. */
function isOfPage(c: Context<Env>): boolean {
  const origin = c.req.header('origin')
  if (origin === undefined) return false
  return !URL.canParse(origin) || new URL(origin).host !== c.req.header('host')
}

/**
 * JSON by its type; also what is called text, or nothing, where no page of a browser has sent it. Such a request needs no leave of the
 * server's, so that any page could have a server run code that listens on its reader's machine alone.
 */
function isFit(c: Context): boolean {
  const type = c.req.header('content-type')?.toLowerCase()
  if (type?.startsWith('application/json') === true) return true
  const isPlain = type === undefined || type === '' || type.startsWith('text/plain')
  return isPlain && c.req.header('origin') === undefined
}

function faulted(c: Context<Env>, error: unknown): Response {
  const { kind, status, message } = faultOf(error)
  return c.json({ message: kind === 'busy' ? say.busy : message === '' ? say.internal : message }, status)
}
