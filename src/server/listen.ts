/** The app behind a port: Node's server with deadlines for slow clients, and an end that lets what runs come to its own. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { createAdaptorServer, type HttpBindings, type WebSocketServerLike } from '@hono/node-server'
import { WebSocketServer } from 'ws'
import { FuelcellError } from '../core/errors.js'
import { systemReason } from '../core/system-reason.js'
import type { App } from './app.js'
import { PROBLEM_TYPE, problemOf } from './http/problem.js'
import { server as say } from './messages.js'

export interface ListenOptions {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
  /** Milliseconds that the head of a request may take, and the whole of it. Default 10 and 60 seconds. */
  readonly headersMs?: number
  readonly requestMs?: number
  /** Milliseconds that a connection may be silent between two requests. Default 30 seconds. */
  readonly idleMs?: number
  /** Connections at a time; one more is closed at once. Default 20,000. */
  readonly connections?: number
  /** Names under which it answers, such as `localhost`. Default: any. */
  readonly hosts?: readonly string[]
}

export interface Listening {
  readonly url: string
  readonly server: Server
  /**
   * Lets the app drain, for so many milliseconds at most, while it answers that it does, and closes all connections.
   * @param cutOff What ends the work that is left then. Default: its clients are cut off.
   * @returns Whether all that was taken has ended.
   */
  close(drainMs: number, cutOff?: () => Promise<void>): Promise<boolean>
}

const HEADERS_MS = 10_000
const REQUEST_MS = 60_000
const IDLE_MS = 30_000
const CONNECTIONS = 20_000
const MAX_HEADER_BYTES = 16 * 1024
/** Connections that the system holds until they are taken; it may hold fewer. */
const BACKLOG = 4096
/** WebSocket messages are requests like others. */
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024
/** How long the last answers may take to leave, and how often it is seen whether they have, in milliseconds. */
const FLUSH_MS = 1000
const LOOK_MS = 20
/** How often deadlines are looked at, as a part of the shortest. */
const CHECKS = 10

/** @throws FuelcellError `invalid-option` where the address cannot be listened at. */
export async function listen(app: Pick<App, 'fetch' | 'drain'>, options: ListenOptions): Promise<Listening> {
  const { headersMs = HEADERS_MS, requestMs = REQUEST_MS, idleMs = IDLE_MS } = options
  const websockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES })
  const server = createAdaptorServer({
    fetch: (request, env) => refusedHost(env as HttpBindings, options.hosts) ?? app.fetch(request, env),
    // Twice as fast; the process is ours.
    overrideGlobalObjects: true,
    hostname: options.host,
    // Its types know no `exactOptionalPropertyTypes`.
    websocket: { server: websockets as WebSocketServerLike },
    createServer: ((given: object, listener: (request: IncomingMessage, response: ServerResponse) => void) =>
      createServer(given, (request, response) => {
        if (isFit(request)) listener(request, response)
        else refuse(response.socket, new FuelcellError('malformed-body', say.badRequest))
      })) as typeof createServer,
    serverOptions: {
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      keepAliveTimeout: idleMs,
      connectionsCheckingInterval: Math.max(1, Math.min(headersMs, requestMs) / CHECKS),
      maxHeaderSize: MAX_HEADER_BYTES,
      noDelay: true,
    },
  }) as Server
  server.maxConnections = options.connections ?? CONNECTIONS
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuse(socket, errorOf(error)))
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const why = systemReason(cause)
      reject(new FuelcellError('invalid-option', say.cannotListen(options.host, options.port, why), { cause }))
    })
    server.listen({ port: options.port, host: options.host, backlog: BACKLOG }, () => {
      // Such as that no descriptor is left for one more connection: those that are there go on.
      server.removeAllListeners('error').on('error', () => undefined)
      resolve()
    })
  })
  const { address, family, port } = server.address() as AddressInfo
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    server,
    async close(drainMs, cutOff) {
      const isDrained = await within(
        app.drain().then(() => true),
        drainMs,
        false,
      )
      if (!isDrained) await cutOff?.()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      // Answers that were written are to leave; what is idle then is closed.
      const idle = setInterval(() => server.closeIdleConnections(), LOOK_MS)
      if (isDrained || cutOff !== undefined) await within(closed, FLUSH_MS, undefined)
      clearInterval(idle)
      server.closeAllConnections()
      for (const client of websockets.clients) client.terminate()
      await closed
      return isDrained
    },
  }
}

/** A page of elsewhere can give its own name our address, and would then be one of ours to a browser: such a name is not answered. */
function refusedHost({ incoming }: HttpBindings, hosts: readonly string[] | undefined): Response | undefined {
  if (hosts === undefined) return undefined
  const host = (incoming.headers.host ?? '').replace(/:\d*$/, '').toLowerCase()
  if (hosts.includes(host)) return undefined
  const problem = problemOf(new FuelcellError('forbidden', say.badHost(host)))
  return new Response(JSON.stringify(problem), { status: problem.status, headers: { 'content-type': PROBLEM_TYPE } })
}

/** The promise's value, or another after so many milliseconds. */
async function within<T>(promise: Promise<T>, ms: number, late: T): Promise<T> {
  const patience = new AbortController()
  const lateValue = setTimeout(ms, late, { signal: patience.signal }).catch(() => late)
  try {
    return await Promise.race([promise, lateValue])
  } finally {
    patience.abort()
  }
}

/** A host and a target of which a URL can be made. */
function isFit({ headers, url = '' }: IncomingMessage): boolean {
  return url.startsWith('/') && URL.canParse(`http://${headers.host ?? 'localhost'}${url}`)
}

function errorOf({ code }: NodeJS.ErrnoException): FuelcellError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new FuelcellError('request-timeout', say.tooSlow)
  if (code === 'HPE_HEADER_OVERFLOW') return new FuelcellError('headers-too-large', say.headersTooLarge)
  return new FuelcellError('malformed-body', say.badRequest)
}

/** What is no request gets its answer straight on the wire, and the connection ends. */
function refuse(socket: Socket | null, error: FuelcellError): void {
  if (socket === null || !socket.writable) {
    socket?.destroy()
    return
  }
  const problem = problemOf(error)
  const body = JSON.stringify(problem)
  socket.end(
    `HTTP/1.1 ${problem.status} ${problem.title}\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  )
}
