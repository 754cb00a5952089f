/** A class whose workers are killed on the way: everybody is marked all the same. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { gradeClass } from '../../src/grade/class.js'
import { createRunner } from '../../src/runner/runner.js'
import { taskOf } from '../support/real-grader.js'

/** The processes that this one has started, by the fourth field of their `stat`. */
function children(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, parent] = /\) \S (\d+) /.exec(readFileSync(`/proc/${name}/stat`, 'utf8')) ?? []
        const isHost = readFileSync(`/proc/${name}/comm`, 'utf8').startsWith('fuelcell-host')
        return Number(parent) === process.pid && isHost ? [Number(name)] : []
      } catch {
        return []
      }
    })
}

it.runIf(process.platform === 'linux')(
  'is graded whole',
  async () => {
    const tests = Array.from({ length: 10 }, (_, index) => `      - { stdin: "${index}", stdout: "${index}" }\n`).join(
      '',
    )
    const task = taskOf(
      `version: 1\ntitle: T\nsubmission: { entry: a.py }\ngroups:\n  - name: g\n    points: 10\n    tests:\n${tests}`,
    )
    const files = { 'a.py': Buffer.from('print(input())') }
    const handed = Array.from({ length: 8 }, (_, index) => ({ name: `${index}`, load: async () => ({ files }) }))
    const runner = await createRunner({ workers: 2 })
    let killed = 0
    let runs = 0
    const all = await gradeClass(task, handed, {
      run: async (request) => {
        runs += 1
        const result = runner.run(request)
        if (runs % 30 === 0) {
          const [victim] = children()
          if (victim !== undefined) killed += process.kill(victim, 'SIGKILL') ? 1 : 0
        }
        return result
      },
    })
    await runner.close()
    expect(killed).toBeGreaterThan(0)
    expect(all.map(({ report }) => report.score)).toEqual(Array(8).fill(10))
  },
  300_000,
)
