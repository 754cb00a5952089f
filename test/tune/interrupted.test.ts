/** Tunings that are really ended in the middle, and several at once: what is in the cache is whole, and found by the next. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { listEntries } from '../../src/runtimes/cache/cache.js'
import type { Tuning } from '../../src/runtimes/manifest/manifest.js'
import { assemble } from '../conformance/guest.js'
import { temporaryFolder } from '../support/fake-runtime.js'
import { pinsOf, writeTunedRuntime } from './tuner.js'

/** Exits with 0 if the sum of the numbers to 10, kept in a variable that lies in memory, is 55. */
const wasm = assemble(`(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (global $sp (mut i32) (i32.const 1024))
  (func (export "_start") (local $fp i32) (local $n i32)
    (global.set $sp (local.tee $fp (i32.sub (global.get $sp) (i32.const 16))))
    (i32.store offset=12 (local.get $fp) (i32.const 0))
    (loop $again
      (i32.store offset=12 (local.get $fp) (i32.add (i32.load offset=12 (local.get $fp)) (local.get $n)))
      (br_if $again (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 11))))
    (call $exit (i32.sub (i32.load offset=12 (local.get $fp)) (i32.const 55)))
    (global.set $sp (i32.add (local.get $fp) (i32.const 16)))))`)

let tune: Tuning
beforeAll(async () => {
  tune = await pinsOf(wasm)
})

/** A folder with a runtime, and what processes leave. */
let [folder, cacheDir, log] = ['', '', '']
beforeEach(async () => {
  folder = await temporaryFolder()
  ;[cacheDir, log] = [join(folder, 'cache'), join(folder, 'log')]
  appendFileSync(log, '')
  writeTunedRuntime(join(folder, 'runtimes'), 'summing', wasm, tune)
})

/** A process that runs the runtime. While it tunes it sends the signal that is given to itself. */
function start(signal?: NodeJS.Signals) {
  const script = join(import.meta.dirname, 'tune-once.mjs')
  const args = [script, join(folder, 'runtimes'), cacheDir, log, ...(signal === undefined ? [] : [signal])]
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** What a process says in the end, and by which signal it was ended. */
async function endOf(child: ReturnType<typeof start>) {
  const [said, [, signal]] = await Promise.all([text(child.stdout), once(child, 'close')])
  return [said, signal]
}

const tunings = () => readFileSync(log, 'utf8').split('\n').length - 1
const leftovers = () => readdirSync(cacheDir).filter((name) => !/^[0-9a-f]{64}$/.test(name))
const kinds = async () => (await listEntries(cacheDir)).map(({ kind }) => kind).sort()

it('a tuning that is killed leaves nothing that is taken for its outcome, and the next begins anew', async () => {
  expect(await endOf(start('SIGKILL'))).toEqual(['', 'SIGKILL'])
  expect([await kinds(), tunings()]).toEqual([[], 1])
  expect(leftovers().length).toBeGreaterThan(0)
  expect(await endOf(start())).toEqual(['exit 0', null])
  expect([await kinds(), leftovers(), tunings()]).toEqual([['module', 'tuned'], [], 2])
})

it('a tuning whose runner is closed leaves nothing at all', async () => {
  expect(await endOf(start('SIGINT'))).toEqual(['runner-closed', null])
  expect([readdirSync(cacheDir), tunings()]).toEqual([[], 1])
})

it('of several processes at once one tunes', async () => {
  const ends = await Promise.all([1, 2, 3].map(() => endOf(start())))
  expect(ends.map(([said, signal]) => [lastWord(said), signal])).toEqual(Array(3).fill(['exit 0', null]))
  expect([await kinds(), leftovers(), tunings()]).toEqual([['module', 'tuned'], [], 1])
})

it.runIf(process.platform === 'linux')(
  'where the one that tunes is killed, another that waits for it does it',
  async () => {
    const first = start('SIGSTOP')
    const stopped = endOf(first)
    await expect.poll(() => isStopped(first.pid), { timeout: 30_000 }).toBe(true)
    const second = start()
    const ended = endOf(second)
    await once(second.stdout, 'data')
    first.kill('SIGKILL')
    expect([await stopped, await ended]).toEqual([
      ['', 'SIGKILL'],
      ['waits exit 0', null],
    ])
    expect([await kinds(), leftovers(), tunings()]).toEqual([['module', 'tuned'], [], 2])
  },
)

function lastWord(said: unknown): string {
  return String(said).replaceAll('waits ', '')
}

function isStopped(pid: number | undefined): boolean {
  return /^State:\s+T/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
}
