/**
 * The programs of the fuzz notice when a rule of the tuning pass is broken. `npm run fuzz:tune:mutations` breaks one rule after another in a
 * copy of the promotion, and prints how many programs it takes (MUTATIONS names one by a part of what it does); with the other tests it is only checked that the sources still have the rules.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { markdownTable } from 'markdown-table'
import { expect, it, test } from 'vitest'
import { cCompiler } from './c-compiler.js'
import { compiledBase, FLAVOURS } from './fuzz/flavours.js'
import { mutated, mutations, TUNE_SOURCES } from './fuzz/mutations.js'
import { program } from './fuzz/program.js'
import { type Compiling, compared, compiled, type Stock } from './fuzz/trial.js'
import type { Tuner } from './fuzz/tuner.js'
import { builtPromoter, promoterTuner } from './promoter/build.js'
import { zigCompiler } from './zig-compiler.js'

const { MUTATIONS, FUZZ_SEED = '1', FUZZ_ZIG } = process.env
/** Programs that are tried on each broken pass, at most. */
const MOST_PROGRAMS = 200
const PROGRAMS_PER_MODULE = 25
const SLOW_MS = 36_000_000

test.each(mutations)('a pass that $name can be made', (mutation) => {
  const source = readFileSync(join(TUNE_SOURCES, mutation.file), 'utf8')
  expect(mutated(source, mutation)).not.toBe(source)
})

it.runIf(MUTATIONS !== undefined)(
  'programs notice each broken rule',
  async () => {
    const compiler = FUZZ_ZIG === undefined ? await cCompiler() : zigCompiler(FUZZ_ZIG)
    const compiling = { compiler, base: compiledBase(compiler) }
    const made: Stock[] = []
    const rows: string[][] = []
    for (const mutation of mutations.filter(({ name }) => MUTATIONS === 'all' || name.includes(MUTATIONS ?? ''))) {
      const needed = await programsNeeded(promoterTuner(await builtPromoter(mutation)), made, compiling)
      rows.push([mutation.name, needed === undefined ? `not within ${MOST_PROGRAMS}` : String(needed)])
      console.log(rows.at(-1)?.join(': '))
    }
    // The pass that is whole does nothing wrong with the same programs.
    expect(await programsNeeded(promoterTuner(await builtPromoter()), made, compiling, made.length)).toBe(undefined)
    console.log(markdownTable([['a pass that', 'is noticed by program'], ...rows], { align: ['l', 'r'] }))
    expect(rows.map(([, needed]) => needed)).not.toContain(`not within ${MOST_PROGRAMS}`)
  },
  SLOW_MS,
)

/** How many programs are tried until one differs. */
async function programsNeeded(
  broken: Tuner,
  made: Stock[],
  compiling: Compiling,
  modules = MOST_PROGRAMS / PROGRAMS_PER_MODULE,
): Promise<number | undefined> {
  await using tuner = broken
  for (let module = 0; module < modules; module++) {
    const first = Number(FUZZ_SEED) + module * PROGRAMS_PER_MODULE
    const programs = Array.from({ length: PROGRAMS_PER_MODULE }, (_, index) =>
      program(`p${first + index}`, first + index),
    )
    const stock = made[module] ?? (await compiled(programs, FLAVOURS, compiling))
    made[module] = stock
    const { differences } = await compared(stock, tuner, ['promoted'])
    const found = differences.map(({ program }) => Number(program.name.slice(1)) - Number(FUZZ_SEED) + 1)
    if (found.length > 0) return Math.min(...found)
  }
  return undefined
}
