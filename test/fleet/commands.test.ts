/** The commands over a fleet print what they print alone. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRunner } from '../../src/runner/runner.js'
import { fuelcell } from '../support/command-line.js'
import { hasRedis, startRedis, type TestRedis } from '../support/redis.js'

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url))
const TASK = `version: 1
title: Double
submission: { entry: main.py }
groups:
  - name: A
    points: 3
    tests:
      - { name: two, stdin: "2\\n", stdout: "4\\n" }
      - { name: three, stdin: "3\\n", stdout: "6\\n" }
      - { name: call, call: double, args: [4], returns: 8 }
`

describe.skipIf(!hasRedis)('over a fleet (needs redis-server)', () => {
  let server: TestRedis
  let worker: ChildProcess
  let folder: string
  beforeAll(async () => {
    server = await startRedis()
    worker = spawn(
      process.execPath,
      [main, 'worker', '--redis', server.url, '--runtimes', 'python', '--workers', '1'],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    folder = mkdtempSync(join(tmpdir(), 'fuelcell-fleet-'))
    writeFileSync(join(folder, 'grade.yaml'), TASK)
    writeFileSync(
      join(folder, 'main.py'),
      'def double(n): return n + n\nif __name__ == "__main__": print(double(int(input())))\n',
    )
    if (worker.stdout !== null) await once(worker.stdout, 'data')
  })
  afterAll(async () => {
    worker.kill('SIGTERM')
    const [code] = await once(worker, 'exit')
    rmSync(folder, { recursive: true })
    await server.stop()
    expect(code).toBe(0)
  })

  /** Without what no two runs share: the time that they took. */
  const ran = async (tokens: readonly string[]) => {
    const told = await fuelcell(tokens, { createRunner, env: { FUELCELL_CACHE_DIR: process.env.FUELCELL_CACHE_DIR } })
    return { ...told, stdout: told.stdout.replaceAll(/("(?:durationMs|ms)":)[\d.]+/g, '$10') }
  }

  it.each([
    ['grade', () => ['grade', '--task', folder, join(folder, 'main.py')]],
    ['bench', () => ['bench', 'sum(range(n))', '--scan', 'n=1..64', '--json']],
  ])('%s', async (_, tokens) => {
    const alone = await ran(tokens())
    const [command = '', ...rest] = tokens()
    const together = await ran([command, '--redis', server.url, ...rest])
    expect(together).toEqual(alone)
    expect(alone.exitCode).toBe(0)
  })

  it('the status shows the worker', async () => {
    const { exitCode, stdout } = await ran(['fleet', 'status', '--redis', server.url, '--json'])
    expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { workers: [{ slots: 2 }], disagreements: 0 }])
  })
})
