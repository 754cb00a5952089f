/** Dialects over a real runner, with and without a socket; and over a run that a test makes up. */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve, type WebSocketServerLike } from '@hono/node-server'
import { Hono } from 'hono'
import { WebSocketServer } from 'ws'
import type { Result } from '../../../src/core/result.js'
import type { RunRequest } from '../../../src/runner/request/request.js'
import { createRunner, type Runner } from '../../../src/runner/runner.js'
import { examineRuntimes } from '../../../src/runtimes/manifest/examine.js'
import type { Dialect, DialectContext, RunGiven } from '../../../src/server/dialect.js'
import { type DialectConfig, defaultDialectConfig } from '../../../src/server/dialects/config.js'
import type { Env } from '../../../src/server/env.js'

export const BODY_LIMIT = 1024 * 1024

export type Run = (request: RunRequest, given: RunGiven) => Promise<Result>

export async function mounted(
  dialects: readonly Dialect[],
  run: Run,
  config: Partial<DialectConfig> = {},
): Promise<Hono<Env>> {
  const app = new Hono<Env>({ strict: false })
  const context: DialectContext = {
    run,
    runtimes: (await examineRuntimes()).sound,
    bodyLimit: BODY_LIMIT,
    config: { ...defaultDialectConfig, ...config },
  }
  for (const dialect of dialects) dialect.mount(app, context)
  return app
}

/** What a runner does with what a dialect asks of it. */
export function runOf(runner: Runner): Run {
  return (request, { signal, onOutput, stdin }) =>
    runner.run({
      ...request,
      ...(stdin !== undefined && { stdin }),
      ...(signal !== undefined && { signal }),
      ...(onOutput !== undefined && { onOutput }),
    })
}

/** How long making languages ready may take where nothing is cached, in milliseconds: C and C++ are compilers. */
export const PROVISIONING_MS = 1_200_000

/** A runner that has these runtimes ready: limits of requests, and of tests, are none of provisioning. */
export async function readyRunner(runtimes: readonly string[], workers = 2): Promise<Runner> {
  const runner = await createRunner({ workers, queueLimit: 1000 })
  try {
    for (const runtime of runtimes) await runner.provision(runtime)
    return runner
  } catch (error) {
    await runner.close()
    throw error
  }
}

export interface Served extends AsyncDisposable {
  readonly url: string
  readonly runner: Runner
}

/** On a port of loopback. */
export async function served(
  dialects: readonly Dialect[],
  runtimes: readonly string[],
  config: Partial<DialectConfig> = {},
): Promise<Served> {
  const runner = await readyRunner(runtimes)
  const app = await mounted(dialects, runOf(runner), config)
  const server = await new Promise<Server>((resolve) => {
    // Its types know no `exactOptionalPropertyTypes`.
    const websocket = { server: new WebSocketServer({ noServer: true }) as WebSocketServerLike }
    const listening = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1', websocket }, () =>
      resolve(listening as Server),
    )
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    runner,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await runner.close()
    },
  }
}

/** For dialects that are to run nothing. */
export const noRun: Run = async () => {
  throw new Error('nothing was to be run')
}

export function post(json: unknown, headers: Record<string, string> = {}): RequestInit {
  const body = typeof json === 'string' ? json : JSON.stringify(json)
  return { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body }
}
