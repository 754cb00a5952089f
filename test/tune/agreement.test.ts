/**
 * The tuned Python does what the stock one does: same bytes, statuses, exit codes and files. `npm run tune:agreement` compares all
 * programs of `fixtures/differential` and of the abuse suite, warm and cold; with the other tests a few of them, warm.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Result } from '../../src/result.js'
import { createRunner, type Runner, type RunRequest } from '../../src/runner.js'
import { families, programsOf } from '../abuse/program.js'
import { guestEnding, runGuests } from '../differential/guest.js'
import { type Program, readPrograms } from '../differential/programs.js'

const isWhole = process.env.AGREEMENT === 'all'
/** How many programs there are for each one that is compared with the other tests. */
const SAMPLED = 8
const starts = isWhole ? (['warm', 'cold'] as const) : (['warm'] as const)
const programs = readPrograms().filter((_, index) => isWhole || index % SAMPLED === 0)
const abuses = isWhole ? (await Promise.all(families.map((family) => programsOf(family)))).flat().filter(isPython) : []
const world = { clockStartMs: 946_684_800_000, seed: 0 }
/** Tuning takes a minute of an idle processor. */
const SLOW_MS = 1_800_000

let runner: Runner
beforeAll(async () => {
  runner = await createRunner({ workers: 2 })
  await runner.provision('python-tuned')
}, SLOW_MS)
afterAll(() => runner.close())

/** One prints the guest's clock, which follows the fuel. */
function isPython({ name, request }: { readonly name: string; readonly request: RunRequest }): boolean {
  return request.runtime === 'python' && name !== 'clock-is-the-guests'
}

function endings(of: readonly Program[], results: ReadonlyMap<string, Result>) {
  return of.flatMap((program) => {
    const result = results.get(program.name)
    return result === undefined ? [] : [[program.name, guestEnding(program, result)] as const]
  })
}

it.each(starts)(
  'programs end alike, %s',
  async (start) => {
    const stock = await runGuests(runner, programs, start)
    const tuned = await runGuests(runner, programs, start, 'python-tuned')
    expect(stock.size).toBeGreaterThan(10)
    expect(Object.fromEntries(endings(programs, tuned))).toEqual(Object.fromEntries(endings(programs, stock)))
  },
  SLOW_MS,
)

// What fuel or time cuts off gets further when it runs faster, and may then meet another limit.
it.runIf(isWhole)(
  'attacks end alike',
  async () => {
    const differences: unknown[] = []
    for (const program of abuses) {
      const results = ['python', 'python-tuned'].map((runtime) => runner.run({ ...program.request, ...world, runtime }))
      const [stock, tuned] = (await Promise.all(results)).map((result) => summary(result))
      if (stock === undefined || stock.status === 'out-of-fuel' || stock.status === 'timeout') continue
      if (JSON.stringify(stock) !== JSON.stringify(tuned)) differences.push({ name: program.name, stock, tuned })
    }
    expect(differences).toEqual([])
  },
  SLOW_MS,
)

/** What both have to agree in. What a program that is cut off had said and written by then depends on the clock, which follows the fuel. */
function summary(result: Result) {
  const { status, exitCode, stdout, stderr, deleted } = result
  if (status !== 'exit') return { status, exitCode }
  const files = Object.entries(result.files).map(([path, bytes]) => [path, Buffer.from(bytes).toString('hex')])
  return { status, exitCode, stdout, stderr, files: files.sort(), deleted }
}
