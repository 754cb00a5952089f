/**
 * Random tasks and random hostile submissions: none ends the class, takes from another's mark, or gets more than an honest one would that
 * computes as much. `npm run fuzz:grade -- 2000` tries so many; `FUZZ_SEED` chooses others.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { gradeClass } from '../../src/grade/class.js'
import { createRunner, type Runner } from '../../src/index.js'
import { type Files, taskOf } from '../support/real-grader.js'
import { filesOf, submission } from './fuzz/submissions.js'
import { task } from './fuzz/tasks.js'

const CASES = Number(process.env.FUZZ_CASES ?? 30)
const SEED = Number(process.env.FUZZ_SEED ?? 1)
/** A hostile submission may use up its fuel in each of its tests. */
const MS_PER_CASE = 20_000

let runner: Runner
beforeAll(async () => {
  runner = await createRunner({ workers: 2 })
}, 300_000)
afterAll(() => runner.close())

const handed = (all: readonly Files[]) =>
  all.map((files, index) => ({
    name: `${index}`,
    load: async () => ({
      files: Object.fromEntries(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)])),
    }),
  }))

it(
  `${CASES} hostile submissions get no more than honest ones`,
  async () => {
    const property = fc.asyncProperty(task, submission, async ({ yaml, files, rule }, one) => {
      const parsed = taskOf(yaml, files)
      const right = { ...one, isRight: { f: true, g: true, h: true, program: true } }
      const all = [filesOf(one, rule), filesOf(one, rule, one.hostile), filesOf(right, rule)]
      const graded = await gradeClass(parsed, handed(all), { run: runner.run.bind(runner) })
      const [honest, hostile, best] = graded.map(({ report }) => report)
      expect(best?.status).toBe('passed')
      expect(honest?.status).not.toBe('ungraded')
      expect(hostile?.tests.filter(({ verdict }) => verdict === 'ungraded')).toEqual([])
      expect(hostile?.tests).toHaveLength(best?.tests.length ?? 0)
      hostile?.tests.forEach((test, index) => {
        expect(test.points, `${test.name}: ${test.message}`).toBeLessThanOrEqual(honest?.tests[index]?.points ?? 0)
      })
      expect(hostile?.score).toBeLessThanOrEqual(honest?.score ?? 0)
    })
    await fc.assert(property, { seed: SEED, numRuns: CASES })
  },
  CASES * MS_PER_CASE,
)
