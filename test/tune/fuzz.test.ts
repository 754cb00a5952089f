/**
 * Random C programs do the same before and after tuning: they return the same, say the same and leave the same in memory. `npm run fuzz:tune`
 * tries 2,000; FUZZ_PROGRAMS and FUZZ_SEED choose others, FUZZ_ZIG the newer clang of the zig that it names.
 */
import { appendFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cCompiler } from './c-compiler.js'
import { compiledBase, FLAVOURS, readable } from './fuzz/flavours.js'
import { program } from './fuzz/program.js'
import { shrunk } from './fuzz/shrink.js'
import { type Compiling, compared, compiled, type Difference } from './fuzz/trial.js'
import { startTuner, type Tuner } from './fuzz/tuner.js'
import { zigCompiler } from './zig-compiler.js'

const { FUZZ_PROGRAMS = '20', FUZZ_SEED = '1', FUZZ_ZIG, FUZZ_FINDINGS } = process.env
const PROGRAMS = Number(FUZZ_PROGRAMS)
const PROGRAMS_PER_MODULE = Math.min(PROGRAMS, 100)
const SLOW_MS = 3_600_000

let compiling: Compiling
let tuner: Tuner
beforeAll(async () => {
  const compiler = FUZZ_ZIG === undefined ? await cCompiler() : zigCompiler(FUZZ_ZIG)
  compiling = { compiler, base: compiledBase(compiler) }
  tuner = await startTuner()
})
afterAll(() => tuner?.[Symbol.asyncDispose]())

/** Of each module's first program; a program's seed is its number. */
const firsts = Array.from(
  { length: Math.ceil(PROGRAMS / PROGRAMS_PER_MODULE) },
  (_, index) => Number(FUZZ_SEED) + index * PROGRAMS_PER_MODULE,
)
test.each(firsts)(
  'programs from seed %d on do the same when tuned',
  async (first) => {
    const programs = Array.from({ length: PROGRAMS_PER_MODULE }, (_, index) =>
      program(`p${first + index}`, first + index),
    )
    const stock = await compiled(programs, FLAVOURS, compiling)
    // A program that differs without tuning has undefined behaviour, and says that the generator is wrong.
    expect([...stock.discarded]).toEqual([])
    const { differences, slots } = await compared(stock, tuner, ['promoted', 'optimised'])
    const [difference] = differences
    if (difference !== undefined) {
      const names = differences.map(({ program, flavour, step }) => `${program.name} (${flavour}, ${step})`)
      const report = `${names.join(', ')}\n\n${described(await shrunk(difference, compiling, tuner))}`
      if (FUZZ_FINDINGS !== undefined) appendFileSync(FUZZ_FINDINGS, `${report}\n`)
      expect.fail(report)
    }
    for (const flavour of FLAVOURS) expect(slots.get(flavour)).toBeGreaterThan(PROGRAMS_PER_MODULE)
  },
  SLOW_MS,
)

function described({ program, flavour, step, expected, found }: Difference): string {
  return `${flavour}, ${step}:\n${readable(program)}\n\nexpected\n${expected}\nfound\n${found}`
}
