/**
 * A program that was compiled before does what `runCode` does: same bytes, statuses, exit codes and files, for the same fuel less
 * that of compiling. All programs of `fixtures/differential` with AGREEMENT=all, else a few of them.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRunner, type Runner } from '../../src/runner/runner.js'
import { guestEnding } from './guest.js'
import { type Program, readPrograms } from './programs.js'

const isWhole = process.env.AGREEMENT === 'all'
/** How many programs there are for each one that is compared with the other tests. */
const SAMPLED = 8
const programs = readPrograms().filter(
  ({ skip }, index) => skip.warm === undefined && (isWhole || index % SAMPLED === 0),
)
const limits = { fuel: 50_000_000_000, timeoutMs: 60_000 }
const world = { clockStartMs: 946_684_800_000, seed: 0 }

let runner: Runner
beforeAll(async () => {
  runner = await createRunner({ workers: 2 })
  await runner.provision('python')
}, 300_000)
afterAll(() => runner.close())

async function endings(fixture: Program) {
  const { code, args, stdin, env, files } = fixture
  const given = { args, stdin, env, ...world }
  const plain = await runner.runCode('python', code, { ...given, files, limits })
  await using program = await runner.compile('python', code, { files, limits })
  const runs = program.ok ? [await program.run(given), await program.run(given)] : [await program.run(given)]
  const { compileFuel } = plain.usage
  const [stage] = program.stages
  // A program that leaves by itself has not said what its compiling cost.
  const paid = compileFuel === undefined ? stage?.usage.fuel : compileFuel + (stage?.usage.startupFuel ?? 0)
  const fuel = plain.usage.fuel - (program.ok && runs[0]?.stages !== undefined ? (paid ?? 0) : 0)
  const compared = runs.map((result) => [guestEnding(fixture, result), program.ok ? result.usage.fuel : fuel])
  return { compared, expected: runs.map(() => [guestEnding(fixture, plain), fuel]) }
}

it('programs end as their code does', { timeout: 600_000 }, async () => {
  expect(programs.length).toBeGreaterThan(30)
  const found = await Promise.all(programs.map(async (each) => [each.name, await endings(each)] as const))
  expect(found.map(([name, { compared }]) => [name, compared])).toEqual(
    found.map(([name, { expected }]) => [name, expected]),
  )
})
