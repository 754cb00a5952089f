/** Grading with a real sandbox: a task in words, a submission in words. */

import { FuelcellError } from '../../src/core/errors.js'
import { grade } from '../../src/grade/grade.js'
import type { GradeReport } from '../../src/grade/report.js'
import { parseTask } from '../../src/grade/task/parse.js'
import { createRunner, type Runner } from '../../src/runner/runner.js'

export type Files = Readonly<Record<string, string | Uint8Array>>

export function taskOf(text: string, files: Files = {}) {
  return parseTask(text, 'grade.yaml', (path) => {
    const content = files[path]
    if (content === undefined) throw new FuelcellError('invalid-option', `there is no ${path}`)
    return Buffer.from(content)
  })
}

export async function realGrader() {
  const runner: Runner = await createRunner({ workers: 2 })
  return {
    grade: (task: string, submission: Files, files: Files = {}): Promise<GradeReport> =>
      grade(
        taskOf(task, files),
        { files: Object.fromEntries(Object.entries(submission).map(([path, text]) => [path, Buffer.from(text)])) },
        { run: runner.run.bind(runner) },
      ),
    close: () => runner.close(),
  }
}

/** The verdicts, in order. */
export function verdictsOf(report: GradeReport): string[] {
  return report.tests.map(({ verdict }) => verdict)
}
