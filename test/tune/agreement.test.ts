/**
 * A tuned runtime does what the stock one does: same bytes, statuses, exit codes and files. `npm run tune:agreement` compares all
 * programs of `fixtures/differential` (Python), of `fixtures/agreement` (others) and of the abuse suite, from every start, and runs PHP's
 * own tests with the tuned one; `-t php` after `--` only PHP's. With the other tests a few programs are compared.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Result } from '../../src/core/result.js'
import { createRunner, type Runner, type RunRequest } from '../../src/runner/runner.js'
import { resolveRuntime } from '../../src/runtimes/manifest/resolve.js'
import { families, programsOf } from '../abuse/program.js'
import { guestEnding, runGuests } from '../differential/guest.js'
import { type Program, readPrograms } from '../differential/programs.js'

const isWhole = process.env.AGREEMENT === 'all'
/** How many programs there are for each one that is compared with the other tests. */
const SAMPLED = 8
const world = { clockStartMs: 946_684_800_000, seed: 0 }
/** Tuning takes a minute of an idle processor. */
const SLOW_MS = 1_800_000
/** One prints the guest's clock, which follows the fuel. */
const CLOCKS = ['clock-is-the-guests']

const languages = [
  { stock: 'python', all: readPrograms() },
  { stock: 'php', all: readPrograms('agreement/php', '.php') },
]
const attacks = isWhole ? (await Promise.all(families.map((family) => programsOf(family)))).flat() : []

describe.each(languages)('$stock', ({ stock, all }) => {
  const tuned = `${stock}-tuned`
  const programs = all.filter((_, index) => isWhole || index % SAMPLED === 0)
  let runner: Runner
  let starts: ReadonlyArray<'warm' | 'cold'>

  beforeAll(async () => {
    runner = await createRunner({ workers: 2 })
    await runner.provision(tuned)
    const { starts: known, defaultStart } = await resolveRuntime(tuned)
    starts = isWhole && known.warm !== undefined ? ['warm', 'cold'] : [defaultStart]
  }, SLOW_MS)
  afterAll(() => runner.close())

  it(
    'programs end alike',
    async () => {
      for (const start of starts) {
        const [one, other] = [
          await runGuests(runner, programs, start, stock),
          await runGuests(runner, programs, start, tuned),
        ]
        expect(one.size).toBeGreaterThan(10)
        expect(endings(programs, other), start).toEqual(endings(programs, one))
      }
    },
    SLOW_MS,
  )

  // What fuel or time cuts off gets further when it runs faster, and may then meet another limit.
  it.runIf(isWhole)(
    'attacks end alike',
    async () => {
      const differences: unknown[] = []
      for (const { name, request } of attacks) {
        if (request.runtime !== stock || CLOCKS.includes(name)) continue
        const results = [stock, tuned].map((runtime) => runner.run({ ...request, ...world, runtime } as RunRequest))
        const [one, other] = (await Promise.all(results)).map((result) => summary(result))
        if (one === undefined || one.status === 'out-of-fuel' || one.status === 'timeout') continue
        if (JSON.stringify(one) !== JSON.stringify(other)) differences.push({ name, stock: one, tuned: other })
      }
      expect(differences).toEqual([])
    },
    SLOW_MS,
  )
})

function endings(of: readonly Program[], results: ReadonlyMap<string, Result>) {
  const told = of.flatMap((program) => {
    const result = results.get(program.name)
    return result === undefined ? [] : [[program.name, guestEnding(program, result)] as const]
  })
  return Object.fromEntries(told)
}

/** What both have to agree in. What a program that is cut off had said and written by then depends on the clock, which follows the fuel. */
function summary(result: Result) {
  const { status, exitCode, stdout, stderr, deleted } = result
  if (status !== 'exit') return { status, exitCode }
  const files = Object.entries(result.files).map(([path, bytes]) => [path, Buffer.from(bytes).toString('hex')])
  return { status, exitCode, stdout, stderr, files: files.sort(), deleted }
}
