/**
 * Every program of `programs/` through one runner, twice, and after each of them a run that has to be right: same output, same
 * fuel, a worker as small as before, and nothing touched outside.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createRunner, type Runner } from '../../src/runner.js'
import { type Canaries, SECRET, setOutCanaries } from './canaries.js'
import { hostStates } from './hosts.js'
import { endOf, families, type Program, programsOf } from './program.js'

/** By how much a worker may have grown after a program: what an allocator keeps, in MiB. */
const GROWTH_MIB = 64
/** How long after its deadline a run may still be answered. */
const GRACE_MS = 250

const onLinux = process.platform === 'linux'
const programs = new Map(await Promise.all(families.map(async (family) => [family, await programsOf(family)] as const)))

let canaries: Canaries
let runner: Runner
let witnessFuel: number

beforeAll(async () => {
  canaries = await setOutCanaries()
  runner = await createRunner({ workers: 1 })
  witnessFuel = await witness()
}, 300_000)

afterAll(async () => {
  await runner.close()
  await canaries[Symbol.asyncDispose]()
})

afterEach(() => {
  expect(canaries.changes()).toEqual([])
})

/** A run that nothing before it may change; its fuel. */
async function witness(): Promise<number> {
  const code = "import sys; print(6 * 7, len(sys.modules), open('main.py').read()[:6])"
  const result = await runner.run({ runtime: 'python', code })
  expect([endOf(result), result.stdout, Object.keys(result.files)]).toEqual([
    'exit 0',
    expect.stringMatching(/^42 \d+ import\n$/),
    [],
  ])
  return result.usage.fuel
}

async function check({ request, ends, timeoutMs }: Program): Promise<void> {
  const first = await runner.run(request)
  expect(endOf(first)).toBe(ends)
  const again = await runner.run(request)
  expect(endOf(again)).toBe(ends)
  for (const result of [first, again]) {
    expect(result.usage.durationMs).toBeLessThanOrEqual(timeoutMs + GRACE_MS)
    expect(JSON.stringify([result.stdout, result.stderr, Object.keys(result.files)])).not.toContain(SECRET)
  }
  if (first.usage.fuelExact) {
    expect(again.usage.fuel).toBe(first.usage.fuel)
    expect(Buffer.compare(again.stdoutBytes, first.stdoutBytes)).toBe(0)
  }
  expect(await witness()).toBe(witnessFuel)
}

describe.each(families)('%s', (family) => {
  it.each(programs.get(family) ?? [])('$name: $ends', async (program) => {
    const [before] = onLinux ? hostStates() : []
    await check(program)
    if (!onLinux) return
    // Workers that were killed take a moment to be gone.
    await expect.poll(() => hostStates().length, { timeout: 30_000 }).toBe(1)
    const [after] = hostStates()
    if (before === undefined || after === undefined) throw new Error('no host is left')
    expect(after.residentMib).toBeLessThanOrEqual(before.residentMib + GROWTH_MIB)
    if (after.pid === before.pid) expect(after.descriptors).toBe(before.descriptors)
  })
})

it('there are as many programs as promised', () => {
  expect([...programs.values()].flat().length).toBeGreaterThanOrEqual(150)
})
