/** Profiles of the real interpreter: they add up, change nothing, and charge what is known. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { profileRun } from '../../src/bench/profile/profile.js'
import { totals } from '../../src/bench/profile/totals.js'
import { DEFAULT_CLOCK_MS } from '../../src/core/fixed-clock.js'
import { createRunner, type Runner } from '../../src/runner/runner.js'
import { pythons, TUNING_MS } from '../support/pythons.js'

let runner: Runner
beforeAll(async () => {
  runner = await createRunner({ workers: 1 })
  for (const runtime of pythons) await runner.provision(runtime)
}, TUNING_MS)
afterAll(() => runner.close())

/** `work(3 * k)` does three times what `work(k)` does, called by two functions. */
const SHARED = `def work(rounds):
    total = 0
    for i in range(rounds):
        total += i & 255
    return total

def small():
    return work(20_000)

def large():
    return work(60_000)

small()
large()
`

describe.each(pythons)('a profile of %s', (runtime) => {
  const requestOf = (code: string) => ({ runtime, code, clockStartMs: DEFAULT_CLOCK_MS, seed: 0 })
  const profileOf = (code: string, interval?: number) =>
    profileRun(requestOf(code), (request) => runner.run(request), { intervalFuel: interval })

  it.each([100, 200, 300, 10_000])('adds up to the fuel of the plain run, looked at every %d', async (interval) => {
    const plain = await runner.run(requestOf(SHARED))
    const { result, profile } = await profileOf(SHARED, interval)
    expect(result.usage.fuel).toBe(plain.usage.fuel)
    expect(profile.intervalFuel).toBe(interval)
    expect(totals(profile).fuel).toBe(plain.usage.fuel)
  })

  it('is the same each time', async () => {
    const [first, second] = [await profileOf(SHARED), await profileOf(SHARED)]
    expect(second.profile).toEqual(first.profile)
  })

  it('charges functions and lines their known shares within 3 %', async () => {
    const { functions, lines } = totals((await profileOf(SHARED)).profile)
    const of = (name: string) => functions.find((found) => found.name === name)
    const inside = of('<module>')?.cumulativeFuel ?? 0
    const share = (name: string) => (of(name)?.cumulativeFuel ?? 0) / inside
    expect(Math.abs(share('small') - 0.25)).toBeLessThan(0.03)
    expect(Math.abs(share('large') - 0.75)).toBeLessThan(0.03)
    expect((of('work')?.selfFuel ?? 0) / inside).toBeGreaterThan(0.97)
    expect(of('work')?.firstLine).toBe(1)
    const loop = lines.filter(({ line }) => line === 3 || line === 4)
    expect(loop.reduce((sum, { selfFuel }) => sum + selfFuel, 0) / inside).toBeGreaterThan(0.97)
  })

  it('calls the code by the name of its file', async () => {
    const { profile } = await profileRun(requestOf('x = 1'), (request) => runner.run(request), { name: 'src/a.py' })
    expect(profile.codes).toEqual([{ name: '<module>', file: 'src/a.py', firstLine: 1 }])
    expect((await profileOf('x = 1')).profile.codes).toMatchObject([{ file: 'main.py' }])
  })

  it('tells callers apart that call the same function', async () => {
    const { profile } = await profileOf(SHARED)
    const name = (index: number) => profile.codes[profile.nodes[index]?.code ?? -1]?.name
    const callers = new Set(
      profile.nodes.filter(({ code }) => profile.codes[code]?.name === 'work').map(({ parent }) => name(parent)),
    )
    expect(callers).toEqual(new Set(['small', 'large']))
  })

  it('follows recursion, generators, classes and imports', async () => {
    const code = `import json
class Tree:
    def depth(self, n):
        return 0 if n == 0 else 1 + self.depth(n - 1)
def numbers():
    for i in range(2000):
        yield i
Tree().depth(200)
sum(numbers())
json.dumps(list(range(2000)))
`
    const names = totals((await profileOf(code)).profile).functions.map(({ name }) => name)
    for (const name of ['<module>', 'Tree.depth', 'numbers', 'JSONEncoder.iterencode']) expect(names).toContain(name)
  })

  it('is there however the run ends', async () => {
    const endless = { ...requestOf('while True:\n    pass'), limits: { fuel: 5_000_000 } }
    const { result, profile } = await profileRun(endless, (request) => runner.run(request))
    expect(result.status).toBe('out-of-fuel')
    expect(totals(profile).fuel).toBe(5_000_000)
  })

  it('belongs to warm starts', async () => {
    await expect(runner.run({ ...requestOf('1'), start: 'cold', profileFuel: 200 })).rejects.toMatchObject({
      code: 'invalid-option',
    })
    await expect(runner.run({ ...requestOf('1'), profileFuel: 29 })).rejects.toThrow(
      'profileFuel must be a whole number from 30',
    )
  })
})
