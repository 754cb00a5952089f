import { readFileSync } from 'node:fs'
import { it } from 'vitest'
import { grade, parseTask } from '../../src/grade/index.js'
import { createRunner } from '../../src/runner.js'
it('x', async () => {
  const task = parseTask(readFileSync('/tmp/gt/grade.yaml', 'utf8'), 'grade.yaml', (path) => readFileSync(`/tmp/gt/${path}`))
  const runner = await createRunner({ workers: 2 })
  const report = await grade(task, { files: { 'two_fer.py': readFileSync('/tmp/gt/two_fer.py') } }, { run: (r) => runner.run(r) })
  console.log(report.tests.map((t) => JSON.stringify(t)).join('\n'))
  const shuffled = (await import('../../src/bench/index.js')).fitGrowth
  await runner.close()
})
