/** Real workers killed from outside while they are at work: each death costs its own run and nothing else. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FuelcellError } from '../../src/core/errors.js'
import { createRunner, type Runner } from '../../src/runner/runner.js'
import { type Canaries, setOutCanaries } from '../abuse/canaries.js'
import { hostStates } from '../abuse/hosts.js'

const RUNS = 1000
const IN_FLIGHT = 8
const RUNS_PER_KILL = 20

let canaries: Canaries
let runner: Runner
beforeAll(async () => {
  canaries = await setOutCanaries()
  runner = await createRunner({ workers: 4 })
  await runner.run({ runtime: 'python', code: '' })
}, 300_000)
afterAll(async () => {
  await runner.close()
  await canaries[Symbol.asyncDispose]()
})

it.runIf(process.platform === 'linux')(
  '1,000 runs of which every twentieth sees a worker killed',
  { timeout: 300_000 },
  async () => {
    const random = numbers(1)
    let begun = 0
    let kills = 0
    const answers = new Map<number, string>()

    async function run(n: number): Promise<string> {
      const code = `open('n', 'w').write('${n}')\nprint(sum(range(${n % 5000})))`
      try {
        const { status, stdout, files } = await runner.run({ runtime: 'python', code })
        return `${status} ${stdout.trimEnd()} ${Buffer.from(files.n ?? []).toString()}`
      } catch (error) {
        return error instanceof FuelcellError ? error.code : String(error)
      }
    }

    function killOne(): void {
      const hosts = hostStates()
      const host = hosts[random() % hosts.length]
      if (host === undefined) return
      kills += 1
      process.kill(host.pid, 'SIGKILL')
    }

    async function work(): Promise<void> {
      while (begun < RUNS) {
        const n = begun++
        const answer = run(n)
        if (n % RUNS_PER_KILL === RUNS_PER_KILL - 1) setImmediate(killOne)
        expect(answers.has(n)).toBe(false)
        answers.set(n, await answer)
      }
    }

    await Promise.all(Array.from({ length: IN_FLIGHT }, work))
    expect([answers.size, kills]).toEqual([RUNS, RUNS / RUNS_PER_KILL])
    const lost = [...answers.values()].filter((answer) => answer === 'worker-lost').length
    expect(lost).toBeLessThanOrEqual(kills)
    // A kill may meet a worker that has just been started in the place of another. Most have to meet one at work.
    expect(lost).toBeGreaterThanOrEqual(kills / 2)
    for (const [n, answer] of answers) {
      const top = n % 5000
      if (answer !== 'worker-lost') expect(answer).toBe(`exit ${(top * (top - 1)) / 2} ${n}`)
    }
    await runner.close()
    expect([hostStates(), canaries.changes()]).toEqual([[], []])
  },
)

/** The same numbers for the same seed: a linear congruential generator with the constants of Numerical Recipes. */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 8
  }
}
