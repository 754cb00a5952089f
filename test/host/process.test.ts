import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type HostProcess, startHostProcess } from '../../src/host/process.js'

let folder = ''
let started: HostProcess[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuelcell-test-'))
})
afterEach(async () => {
  for (const host of started) host.kill()
  await Promise.all(started.map(({ ended }) => ended))
  started = []
  await rm(folder, { recursive: true })
})

/** Starts a shell script as a host; what it wrote to stdout is gathered in `output`. */
async function start(script: string) {
  const path = join(folder, 'host')
  await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  const output: Uint8Array[] = []
  const host = startHostProcess(path, (bytes) => output.push(bytes))
  started.push(host)
  return { host, text: () => Buffer.concat(output).toString() }
}

test('carries bytes both ways', async () => {
  const { host, text } = await start('head -c 5')
  expect(host.write(Buffer.from('hello'))).toBe(true)
  expect(await host.ended).toEqual({ code: 0, signal: null, stderrTail: '' })
  expect(text()).toBe('hello')
})

test('tells an exit code and the last 4 KiB of stderr', async () => {
  const { host } = await start('head -c 9000 /dev/zero | tr "\\0" x >&2; echo end >&2; exit 7')
  const end = await host.ended
  expect([end.code, end.signal]).toEqual([7, null])
  expect(end.stderrTail).toBe(`${'x'.repeat(4092)}end\n`)
})

test('tells the signal of a host that was killed', async () => {
  const { host } = await start('cat')
  host.kill()
  expect(await host.ended).toEqual({ code: null, signal: 'SIGKILL', stderrTail: '' })
})

test('tells why a host could not be started', async () => {
  const host = startHostProcess(join(folder, 'missing'), () => {})
  expect(host.pid).toBeUndefined()
  const end = await host.ended
  expect([end.code, end.signal]).toEqual([null, null])
  expect(end.startError?.message).toContain('ENOENT')
})

test('tells so when no descriptors are left, and crashes nothing', async () => {
  const script = fileURLToPath(new URL('../../fixtures/scripts/without-descriptors.mjs', import.meta.url))
  const { stdout } = await promisify(execFile)('sh', ['-c', 'ulimit -n 64; exec "$0" "$1"', process.execPath, script])
  expect(stdout).toBe('EMFILE\n')
})

test('ends although a descendant of the host keeps its pipes open', async () => {
  const { host, text } = await start('sleep 600 & echo $!; exit 4')
  expect((await host.ended).code).toBe(4)
  process.kill(Number(text()))
})

test('kills a host that closed its stdout and stays', async () => {
  const { host } = await start('exec 1>&-; exec sleep 600')
  expect((await host.ended).signal).toBe('SIGKILL')
})

test('stops waiting for a host to read when it has ended', async () => {
  const { host } = await start('sleep 600')
  expect(host.write(new Uint8Array(1_000_000))).toBe(false)
  const drained = host.drained()
  host.kill()
  expect(await drained).toBeUndefined()
})

test('waits for a slow reader', async () => {
  const { host, text } = await start('wc -c')
  expect(host.write(new Uint8Array(64_000_000))).toBe(false)
  await host.drained()
  expect(text()).toBe('')
})

test('passes on nothing of the environment but how to find programs', async () => {
  process.env.FUELCELL_TEST_SECRET = 'x'
  const { host, text } = await start('exec /usr/bin/env')
  await host.ended
  delete process.env.FUELCELL_TEST_SECRET
  const names = text()
    .trim()
    .split('\n')
    .map((line) => line.split('=')[0])
  // The shell adds the last two of its own accord.
  const allowed = ['PATH', 'LD_LIBRARY_PATH', 'RUST_BACKTRACE', 'PWD', '_', 'SHLVL', 'OLDPWD']
  expect(names.filter((name) => !allowed.includes(name ?? ''))).toEqual([])
  expect(names).toContain('PATH')
})
