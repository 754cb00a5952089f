import { gradeReports } from '../../grade/messages/reports.js'
import { Sandbox } from '../../grade/sandbox.js'
import { Trusted } from '../../grade/trusted.js'
import { defineCommand } from '../command.js'
import { asText, value } from '../options.js'
import { withGrader } from './grading.js'
import { gradingOptions } from './options.js'
import { written } from './output.js'
import { loadTask } from './task.js'

/** `fuelcell grade seal`: a task whose answers cannot be read. */
export const gradeSealCommand = defineCommand(
  {
    name: 'grade seal',
    usage: ['grade seal [options]'],
    describe:
      'Replaces the expected texts and values of a task by salted hashes, so that it can be published. What cannot be hashed ' +
      '(floats, patterns, checkers, files) stays as it is and is listed, and so are answers that are easily guessed.',
    words: 'none',
    options: { ...gradingOptions, out: value('FILE', asText, 'Write the sealed task here. Default: stdout') },
    examples: [{ command: 'fuelcell grade seal --out public/grade.yaml', meaning: 'seal ./grade.yaml' }],
    notes: 'Exit code: 0; 2 for a wrong task; 3 when the machine failed.',
  },
  async (values, _words, context) => {
    const { text } = await loadTask(values.task, context)
    const { sealTask } = await import('../../grade/seal.js')
    const sealed = await withGrader(values, context, async ({ ready, run, signal }) => {
      await ready()
      return sealTask(text, new Trusted(new Sandbox(run, signal)))
    })
    for (const warning of sealed.warnings) context.stderr.write(`${gradeReports.warning(warning)}\n`)
    if (values.out === undefined) context.stdout.write(sealed.text)
    else await written(values.out, sealed.text)
    return 0
  },
)
