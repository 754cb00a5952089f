import { FuelcellError } from '../../src/core/errors.js'
import type { Result } from '../../src/core/result.js'
import { type FleetWorker, startFleetWorker, type WorkerOptions } from '../../src/fleet/index.js'
import type { RunRequest } from '../../src/runner/request/request.js'
import { exited } from '../support/results.js'

export const EPOCH = '0123456789ab'
export const python = { name: 'python', aliases: ['py'], version: '3.11.3', epoch: EPOCH }

/** What the fake machine prints: all that a run depends on. */
export function printed({ code, stdin, seed, clockStartMs }: RunRequest): string {
  return `${String(code)}|${String(stdin ?? '')}|${seed}|${clockStartMs}`
}

export type Run = (request: RunRequest) => Promise<Result>

export const pureRun: Run = async (request) => {
  if (request.signal?.aborted === true) throw new FuelcellError('aborted', 'the run was aborted')
  const stdout = printed(request)
  request.onOutput?.({ stream: 'stdout', bytes: Buffer.from(stdout) })
  return exited(0, { stdout, stdoutBytes: new Uint8Array(Buffer.from(stdout)) })
}

export function startWorker(
  redis: string,
  run: Run = pureRun,
  options: Partial<WorkerOptions> = {},
): Promise<FleetWorker> {
  return startFleetWorker(
    { run },
    {
      redis,
      prefix: 'test',
      runtimes: [python],
      version: '0.1.0',
      slots: 4,
      lockMs: 1_000,
      unreachableMs: 10_000,
      onWarning: () => {},
      ...options,
    },
  )
}
