/**
 * `fuelcell exec` as an implementation of WASI preview1 for command modules, from the caller's side: what guests find, what they
 * leave, and the error numbers of the specification (github.com/WebAssembly/WASI, phases/snapshot/docs.md). What each call does
 * in detail is tested in `host/crates/wasi/tests/wasi`.
 */
import { afterAll, beforeAll, expect } from 'vitest'
import type { Result } from '../../src/core/result.js'
import { createRunner, type Runner, type RunRequest } from '../../src/runner/runner.js'
import { guestOf, type Step } from './guest.js'

export const OK = 0
export const [BADF, EXIST, INVAL, ISDIR, LOOP, NOENT, NOSYS, NOTDIR, NOTEMPTY, NOTSOCK, PERM, SPIPE, NOTCAPABLE] = [
  8, 20, 28, 31, 32, 44, 52, 54, 55, 57, 63, 70, 76,
] as const
export const READ = 1n << 1n
export const WRITE = 1n << 6n
export const CREAT = 1
export const DIRECTORY = 2
export const EXCL = 4
const FOLLOW = 1
/** The first descriptor after the standard streams: the run directory. */
export const ROOT = 3
/** Where the descriptor that was opened last is noted. */
export const OPENED = 50_000
/** The descriptor that was opened last. */
export const opened = { at: OPENED }

/** Runs guests in a runner of the test file's own. */
export function useGuests() {
  let runner: Runner
  beforeAll(async () => {
    runner = await createRunner({ workers: 1 })
  })
  afterAll(async () => {
    await runner.close()
  })

  const runModule = (module: Uint8Array, more: Partial<RunRequest> = {}): Promise<Result> =>
    runner.run({ ...more, runtime: 'wasm', module })
  const run = (steps: readonly Step[], more: Partial<RunRequest> = {}) => runModule(guestOf(...steps), more)
  /** The bytes that a guest printed. */
  const printed = async (steps: readonly Step[], more: Partial<RunRequest> = {}) => {
    const result = await run(steps, more)
    expect([result.status, result.exitCode]).toEqual(['exit', 0])
    return Buffer.from(result.stdoutBytes)
  }
  /** The error numbers that a guest's calls gave. */
  const errnos = async (...steps: readonly Step[]) => [...(await printed(steps))]
  return { runModule, run, printed, errnos }
}

/** Opens a path, following symbolic links. */
export const open = (path: string, oflags = 0, rights = READ): Step => {
  return ['path_open', ROOT, FOLLOW, path, oflags, rights, 0n, 0, OPENED]
}

/** A double word as it lies in the guest's memory. */
export function doubleWord(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return bytes
}

/** A word as it lies in the guest's memory. */
export function word(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
