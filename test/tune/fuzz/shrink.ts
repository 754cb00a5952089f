/** Makes a program that shows a difference smaller, by leaving out some of what was drawn for it. */
import { readable } from './flavours.js'
import { type Program, program } from './program.js'
import { type Compiling, compared, compiled, type Difference } from './trial.js'
import type { Tuner } from './tuner.js'

/** Tried together, as one module. */
const CANDIDATES = 48
const MOST_ROUNDS = 40

export async function shrunk(difference: Difference, compiling: Compiling, tuner: Tuner): Promise<Difference> {
  let best = difference
  let from = 0
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const tried = smaller(best.program.draws).slice(from, from + CANDIDATES)
    if (tried.length === 0) break
    const programs = tried.map((draws, index) => program(`s${index}`, draws))
    const stock = await compiled(programs, [best.flavour], compiling)
    const { differences } = await compared(stock, tuner, ['promoted', best.step])
    const [found] = [...differences].sort((one, other) => weight(one.program) - weight(other.program))
    if (found !== undefined && weight(found.program) < weight(best.program)) {
      best = found
      from = 0
    } else from += CANDIDATES
  }
  return best
}

/** The shorter text is the smaller program, and of the same length the one of simpler draws. */
function weight(of: Program): number {
  return readable(of).length * 100_000 + sum(of.draws)
}

/** Without runs of draws, or with runs of the simplest ones, long runs first; and with single draws a little simpler. */
function smaller(draws: readonly number[]): ReadonlyArray<readonly number[]> {
  const found: Array<readonly number[]> = []
  for (let length = draws.length >> 1; length > 0; length >>= 1) {
    for (let start = 0; start < draws.length; start += Math.max(1, length >> 1)) {
      found.push(draws.toSpliced(start, length))
      found.push(draws.toSpliced(start, length, ...draws.slice(start, start + length).map(() => 0)))
    }
  }
  for (const [index, drawn] of draws.entries()) if (drawn > 1) found.push(draws.with(index, drawn - 1))
  return found.filter((fewer) => fewer.length < draws.length || sum(fewer) < sum(draws))
}

function sum(draws: readonly number[]): number {
  return draws.reduce((all, drawn) => all + drawn, 0)
}
