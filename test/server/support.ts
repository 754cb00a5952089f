/** A server without a socket, over runs that a test makes up. */
import type { Hono } from 'hono'
import type { Result } from '../../src/core/result.js'
import type { RunRequest } from '../../src/runner/request/request.js'
import type { Runner } from '../../src/runner/runner.js'
import { appOf } from '../../src/server/app.js'
import type { Env } from '../../src/server/env.js'
import type { ServerOptions } from '../../src/server/options.js'
import { Service } from '../../src/server/service.js'
import { StubRunner } from '../support/command-line.js'
import { exited } from '../support/results.js'

export interface Made {
  readonly app: Hono<Env>
  readonly service: Service
  readonly requests: readonly RunRequest[]
}

type Behave = (request: RunRequest) => Result | Promise<Result>

/** @param behave What a run comes to. Default: it prints its own code. */
export function made(options: Partial<ServerOptions> = {}, behave: Behave = echo): Made {
  const runner = new StubRunner(behave)
  const service = new Service({ runner, dialects: [], places: 2, ...options })
  return { app: appOf(service), service, requests: runner.requests }
}

export function over(runner: Runner, options: Partial<ServerOptions> = {}): Hono<Env> {
  return appOf(new Service({ runner, dialects: [], ...options }))
}

export function echo({ code }: RunRequest): Result {
  return exited(0, { stdout: String(code), stdoutBytes: Buffer.from(String(code)), tty: String(code) })
}

export function posted(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
  }
}

export const hello = { runtime: 'python', code: 'print(6 * 7)' }

/** A run that waits until it is told to end. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

/** What a problem says, apart from its number. */
export async function problem(response: Response): Promise<Record<string, unknown>> {
  const { requestId: _, ...rest } = (await response.json()) as Record<string, unknown>
  return rest
}
