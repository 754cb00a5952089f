import type { Result, Usage } from '../../src/core/result.js'

const usage: Usage = {
  fuel: 236_412,
  fuelExact: true,
  startupFuel: 235_000,
  memoryPages: 160,
  grownPages: 0,
  memoryBytes: 160 * 65_536,
  outputBytes: 3,
  diskBytes: 0,
  diskEntries: 0,
  openFiles: 0,
  durationMs: 0.42,
}

const common = {
  ok: false,
  stdout: '',
  stderr: '',
  stdoutBytes: new Uint8Array(),
  stderrBytes: new Uint8Array(),
  tty: '',
  truncated: { stdout: false, stderr: false },
  files: {},
  deleted: [],
  usage,
  runtime: 'python',
  start: 'cold',
  world: { clockStartMs: 0, seed: 0 },
  fuelEpoch: '0123456789ab',
} as const

/** A Result of a guest that ended by itself. */
export function exited(exitCode: number, more: Partial<Result> = {}): Result {
  return { ...common, status: 'exit', exitCode, ok: exitCode === 0, ...more } as Result
}

/** A Result of a guest that was ended. */
export function ended(status: Exclude<Result['status'], 'exit'>): Result {
  const result = { ...common, status, exitCode: null }
  return (status === 'trap' ? { ...result, trap: 'integer divide by zero' } : result) as Result
}
