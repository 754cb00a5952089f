/**
 * How long grading takes: `node benchmarks/grade.mjs`. Medians of seven rounds; beside each, the runs alone, in the same round. The time on
 * processors is less disturbed by other work of the machine than the time on the clock.
 */
import { grade, gradeClass, parseTask } from '../dist/grade/index.js'
import { createRunner } from '../dist/index.js'
import { cpuMs, median } from './measures.mjs'

const ROUNDS = 7
const clockStartMs = 946_684_800_000

function taskOf(tests) {
  const lines = tests.map((test) => `      - ${JSON.stringify(test)}\n`).join('')
  const head = 'version: 1\ntitle: T\nsubmission: { entry: a.py }\ngroups:\n  - name: g\n    points: 1\n    tests:\n'
  return parseTask(`${head}${lines}`, 'grade.yaml', () => new Uint8Array())
}

async function timed(work) {
  const [startedMs, startedCpuMs] = [performance.now(), cpuMs()]
  await work()
  return { wallMs: performance.now() - startedMs, cpuMs: cpuMs() - startedCpuMs }
}

const runner = await createRunner({ workers: 2 })
const run = (request) => runner.run(request)
const numbers = (count) => Array.from({ length: count }, (_, index) => index)
const echo = { files: { 'a.py': Buffer.from('print(input())\n') } }
const same = { files: { 'a.py': Buffer.from('def same(x):\n    return x\n') } }
const ofPrograms = (count) => taskOf(numbers(count).map((n) => ({ name: `${n}`, stdin: `${n}\n`, stdout: `${n}` })))
const ofCalls = taskOf(numbers(1000).map((n) => ({ name: `${n}`, call: 'same', args: [n], returns: n })))
const handed = numbers(300).map((n) => ({ name: `${n}`, load: async () => echo }))
const programs = ofPrograms(1000)
const twenty = ofPrograms(20)

const bare = () =>
  Promise.all(
    numbers(1000).map((n) =>
      run({ runtime: 'python', code: 'print(input())\n', stdin: `${n}\n`, clockStartMs, seed: 0 }),
    ),
  )

const bareCalls = () =>
  Promise.all(
    numbers(1000).map((n) => {
      const call = { function: 'same', args: [n], file: 'a.py' }
      return run({ runtime: 'python', code: 'def same(x):\n    return x\n', call, clockStartMs, seed: 0 })
    }),
  )

const cases = {
  '1,000 tests of a program': () => grade(programs, echo, { run, concurrency: 16 }),
  'their runs alone': bare,
  'calls alone': bareCalls,
  '1,000 tests of a function': () => grade(ofCalls, same, { run, concurrency: 16 }),
  '300 submissions of 20 tests': () => gradeClass(twenty, handed, { run, concurrency: 16 }),
}
try {
  const durations = Object.fromEntries(Object.keys(cases).map((name) => [name, []]))
  await bare()
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, work] of Object.entries(cases)) durations[name].push(await timed(work))
  }
  for (const [name, values] of Object.entries(durations)) {
    const [wall, cpu] = ['wallMs', 'cpuMs'].map((key) => median(values.map((value) => value[key])).toFixed(0))
    console.log(`${name}: ${wall} ms, ${cpu} ms on processors`)
  }
} finally {
  await runner.close()
}
