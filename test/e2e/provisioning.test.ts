/** A snapshot made anew is the same world: the same bytes, and the same fuel to the last unit. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createRunner, type RunRequest } from '../../src/runner/runner.js'

const requests: readonly Partial<RunRequest>[] = [
  { code: '' },
  { code: "print('hello')" },
  { code: 'import random, os, uuid; print(random.random(), os.urandom(4), uuid.uuid4())' },
  { code: 'import random; print(random.random())', seed: 7 },
  { code: 'import time, datetime; print(time.time(), datetime.datetime.now())', clockStartMs: 946_684_800_000 },
  { code: 'import json, asyncio, sqlite3, unittest; print(id(json), hash("a"), sorted({"x", "y", "z"}))' },
  { code: 'class A: pass\nprint(A(), object())\n1/0' },
]

async function outcomes(cacheDir?: string) {
  const runner = await createRunner({ workers: 1, ...(cacheDir !== undefined && { cacheDir }) })
  try {
    const results = []
    for (const request of requests) {
      const { usage, world: _, ...rest } = await runner.run({ runtime: 'python', clockStartMs: 0, ...request })
      results.push({ ...rest, usage: { ...usage, durationMs: 0 } })
    }
    return results
  } finally {
    await runner.close()
  }
}

it('gives the same after provisioning again from nothing', { timeout: 300_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fuelcell-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const again = await outcomes(join(folder, 'cache'))
  expect(again).toEqual(await outcomes())
  expect(again[0]).toMatchObject({ start: 'warm', status: 'exit' })
})
