import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { FuelcellError } from '../../core/errors.js'
import { systemReason } from '../../core/system-reason.js'
import { gradeImports as say } from '../../grade/messages/imports.js'
import { gradeReports } from '../../grade/messages/reports.js'
import { defineCommand } from '../command.js'
import { asText, value } from '../options.js'
import { sourceIn, sourceInZip } from './source.js'
import { DEFAULT_TASK } from './task.js'
import { writeDraft } from './write-draft.js'

export const draftOptions = {
  entry: value('FILE', asText, 'The file that is handed in. Default: what the source says, else main.py'),
  out: value(
    'FILE',
    asText,
    `Write the task here. Default: ${DEFAULT_TASK} beside what is imported, or in a folder named like the zip`,
  ),
}

/** `fuelcell grade import`: a task out of another grader's. */
export const gradeImportCommand = defineCommand(
  {
    name: 'grade import',
    usage: ['grade import [options] FILE', 'grade import [options] FOLDER', 'grade import [options] ZIP'],
    describe:
      'Makes a task of the tests of another grader: tests.json of Classroom 50, autograding.json of GitHub Classroom, ' +
      'canonical-data.json of exercism, init.yml of DMOJ, problem.xml of Polygon, a CodeRunner question in Moodle’s XML, a problem package of Kattis with data/sample and data/secret, or a folder of NN.in and NN.ans. ' +
      'What cannot be taken over is told in a warning with what to do; what would make a task that marks wrongly is refused.',
    words: 'mixed',
    options: draftOptions,
    examples: [{ command: 'fuelcell grade import autograding.json', meaning: 'write grade.yaml beside it' }],
    notes: 'Exit code: 0, with warnings too; 2 where it cannot be read or is refused.',
  },
  async (values, words, context) => {
    const [path, another] = words
    if (path === undefined || another !== undefined) throw new FuelcellError('invalid-option', say.importsOne)
    const isDirectory = await isFolder(path)
    const isZip = !isDirectory && /\.(zip|kpp)$/i.test(path)
    const folder = isDirectory ? path : isZip ? path.slice(0, path.lastIndexOf('.')) : dirname(path)
    const source = isZip ? await sourceInZip(path) : sourceIn(folder)
    const named = isDirectory || isZip ? null : basename(path)
    const { importFrom } = await import('../../grade/import/forms.js')
    const draft = await importFrom(path, source, named, { entry: values.entry })
    const links = source.skippedLinks.map((field) => ({ field, message: say.linkSkipped }))
    const warned = { ...draft, warnings: [...draft.warnings, ...links] }
    await writeDraft(warned, source, values.out ?? join(folder, DEFAULT_TASK), context)
    return 0
  },
)

export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (cause) {
    throw new FuelcellError('invalid-option', gradeReports.cannotList(path, systemReason(cause)), { cause })
  }
}
