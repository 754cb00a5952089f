/** An application on a socket. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve, type WebSocketServerLike } from '@hono/node-server'
import { WebSocketServer } from 'ws'
import { FuelcellError } from '../core/errors.js'
import { systemReason } from '../core/system-reason.js'
import type { App } from './app.js'
import { server as say } from './messages.js'
import { problemOf, problemResponse } from './problem.js'

export interface ListenOptions {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
  /** Host names that it answers for. Default any. */
  readonly hosts?: readonly string[]
  /** How long a client may take to send its headers, and its whole request, in milliseconds. Default 10 and 60 seconds. */
  readonly headersMs?: number
  readonly requestMs?: number
}

export interface Listening {
  readonly url: string
  /** Takes no new connections, lets runs end within the time, then ends them. */
  close(drainMs: number): Promise<void>
}

/** Idle connections are kept for so long, in milliseconds. */
const KEEP_ALIVE_MS = 30_000
const CHECK_MS = 1_000
/** How often connections are looked at whose last answer has gone out, while the server ends, in milliseconds. */
const LAST_LOOK_MS = 20
const MAX_MESSAGE_BYTES = 1024 * 1024

/** @throws FuelcellError `invalid-option` where the address cannot be listened at. */
export async function listen(app: App, options: ListenOptions): Promise<Listening> {
  const { host, port, hosts, headersMs = 10_000, requestMs = 60_000 } = options
  const fetch = (request: Request, env: unknown) => {
    const name = hosts === undefined ? undefined : new URL(request.url).hostname
    // A page of elsewhere can give its own name our address, and would then be one of ours to a browser.
    if (name !== undefined && hosts?.includes(name) === false) {
      return problemResponse(problemOf(new FuelcellError('forbidden', say.badHost(name))))
    }
    return app.hono.fetch(request, env as object)
  }
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES })
  const websocket = { server: sockets as WebSocketServerLike }
  const serverOptions = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // How often Node looks for clients that are late; its own 30 seconds let them stay far longer than was said.
    connectionsCheckingInterval: Math.min(headersMs, requestMs, CHECK_MS),
  }
  const server = serve({ fetch: fetch as never, hostname: host, port, websocket, serverOptions }) as Server
  if (!server.listening) {
    await once(server, 'listening').catch((cause: unknown) => {
      throw new FuelcellError('invalid-option', say.cannotListen(host, port, systemReason(cause)), { cause })
    })
  }
  const { port: bound } = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    async close(drainMs) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, drainMs)
      })
      const idle = setInterval(() => server.closeIdleConnections(), LAST_LOOK_MS)
      await Promise.race([app.drain().then(() => closed), late])
      clearTimeout(timer)
      clearInterval(idle)
      // A run whose client is cut off ends.
      server.closeAllConnections()
      // Node counts these as its own no more, and waits for them all the same.
      for (const socket of sockets.clients) socket.terminate()
      await closed
    },
  }
}
