/** A test of how the cost grows with the size of the input: the bench's fit through the net fuel of each size. */

import type { Point } from '../../growth/candidates.js'
import { type Fit, fitGrowth } from '../../growth/fit.js'
import { type GrowthClass, growthClasses } from '../../growth/models.js'
import { gradeVerdicts as say } from '../messages/verdicts.js'
import type { CallTest, Generator, GrowthTest } from '../task/task.js'
import type { Judgement } from '../verdict.js'
import { judgeCall } from './call.js'
import type { TestContext } from './context.js'
import { judgeProgram } from './program.js'

export async function judgeGrowth(test: GrowthTest, context: TestContext): Promise<Judgement> {
  const { generator, sizes, atMost } = test
  if (generator === null) throw new Error('a growth test has a generator')
  const points: Point[] = []
  let last: Judgement | null = null
  let durationMs = 0
  for (const size of sizes) {
    const judged = await judgeSize(test, { ...generator, size }, context)
    durationMs += judged.durationMs
    if (judged.verdict !== 'accepted') {
      const { veiled } = judged
      return {
        ...judged,
        durationMs,
        message: say.atSize(size, judged.message),
        ...(veiled === undefined ? {} : { veiled: { ...veiled, message: say.atSize(size, veiled.message) } }),
      }
    }
    points.push({ n: size, fuel: judged.usage?.netFuel ?? 0 })
    last = judged
  }
  const fit = fitGrowth(points)
  const { fuel = 0, netFuel = 0 } = last?.usage ?? {}
  const accepted = isAtMost(fit, atMost) || grown(points) <= NOISE * (fuel - netFuel)
  const growth = fit.alike.length > 0 ? fit.alike.join(' / ') : fit.growth
  return {
    verdict: accepted ? 'accepted' : 'wrong-answer',
    score: accepted ? 1 : 0,
    message: accepted ? say.accepted : say.growsFaster(growth, fit.exponent, atMost),
    veiled: {
      verdict: accepted ? 'accepted' : 'wrong-answer',
      message: accepted ? say.accepted : say.growsTooFast(growth, fit.exponent),
    },
    usage: last?.usage ?? null,
    durationMs,
    details: { actual: say.pointsOf(points), expected: say.growthAtMost(atMost) },
  }
}

/** Values on their way in and out do not cost the same to this part of what they cost: garbage is collected at other moments. */
const NOISE = 0.005

function grown(points: readonly Point[]): number {
  const fuels = points.map(({ fuel }) => fuel)
  return Math.max(...fuels) - Math.min(...fuels)
}

/** At one size: whether it is right, and what it costs. */
async function judgeSize(test: GrowthTest, generator: Generator, context: TestContext): Promise<Judgement> {
  const { name, weight, visibility, feedback, hint, files, reference, tolerance, match } = test
  const common = { name, weight, visibility, feedback, hint, files, reference, generator }
  if (test.function === null) {
    const floats =
      tolerance === null || reference === null
        ? null
        : ({ kind: 'floats', tolerance, value: '', by: 'tokens' } as const)
    return judgeProgram({ ...common, ...plainProgram, kind: 'program', stdout: floats, match }, context)
  }
  const call: CallTest = { ...common, ...plainCall, kind: 'call', function: test.function, tolerance }
  // One run for both: a submission that knew that nobody looks at its answer would do no work.
  return judgeCall(call, context)
}

const plainProgram = {
  stdin: new Uint8Array(),
  args: [],
  env: {},
  stderr: null,
  prepend: '',
  append: '',
  exitCode: 0,
  written: [],
  ignorePrompts: false,
} as const

const plainCall = {
  args: [],
  kwargs: new Map(),
  returns: undefined,
  sealed: null,
  raises: null,
  prints: null,
} as const

/** Power of n below which a cost that no model explains is taken to be in the class; between the neighbours' own powers. */
const greatestExponents: Readonly<Record<GrowthClass, number>> = {
  '1': 0.3,
  'log n': 0.5,
  n: 1.2,
  'n log n': 1.5,
  'n^2': 2.3,
  'n^3': 3.3,
  '2^n': Infinity,
}

/** Where several classes explain the points alike, the smallest counts: a doubt is not held against anybody. What falls does not grow. */
export function isAtMost(fit: Fit, atMost: GrowthClass): boolean {
  const found = fit.growth === 'undecided' ? fit.alike : [fit.growth]
  const ranks = found.flatMap((growth) => (growth === 'undecided' ? [] : [growthClasses.indexOf(growth)]))
  if (ranks.length > 0) return Math.min(...ranks) <= growthClasses.indexOf(atMost)
  if (fit.why === 'falls') return true
  return fit.exponent !== null && fit.exponent <= greatestExponents[atMost]
}
