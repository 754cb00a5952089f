import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { FuelcellError } from '../../core/errors.js'
import { DEFAULT_ENTRY, type Draft, draftOf } from '../../grade/import/draft.js'
import { Notes } from '../../grade/import/notes.js'
import { gradeImports as say } from '../../grade/messages/imports.js'
import { type Context, defineCommand } from '../command.js'
import { draftOptions, isFolder } from './import.js'
import { sourceIn } from './source.js'
import { DEFAULT_TASK } from './task.js'
import { refuseExisting, writeDraft } from './write-draft.js'

/** `fuelcell grade init`: a first task. */
export const gradeInitCommand = defineCommand(
  {
    name: 'grade init',
    usage: ['grade init [options]', 'grade init [options] FOLDER'],
    describe:
      'Writes a first task: out of a folder of NN.in and NN.ans, or out of the answers to four questions (on stdin, a line each).',
    words: 'mixed',
    options: draftOptions,
    examples: [
      { command: 'fuelcell grade init', meaning: 'be asked, and write ./grade.yaml' },
      { command: 'fuelcell grade init cases --entry sum.py', meaning: 'make a task of inputs and answers' },
    ],
    notes: 'Exit code: 0; 2 where nothing can be made.',
  },
  async (values, words, context) => {
    const [folder, another] = words
    if (another !== undefined) throw new FuelcellError('invalid-option', say.importsOne)
    if (folder === undefined) {
      await refuseExisting(values.out ?? DEFAULT_TASK)
      await writeDraft(await asked(values.entry, context), null, values.out ?? DEFAULT_TASK, context)
      return 0
    }
    if (!(await isFolder(folder))) throw new FuelcellError('invalid-option', say.notAFolder(folder))
    const { importPairs } = await import('../../grade/import/pairs.js')
    const source = sourceIn(folder)
    await writeDraft(
      importPairs(source, { entry: values.entry }),
      source,
      values.out ?? join(folder, DEFAULT_TASK),
      context,
    )
    return 0
  },
)

/** The answers, a line each. @throws FuelcellError `invalid-option` where there is no test to be made of them. */
async function asked(entry: string | undefined, context: Context): Promise<Draft> {
  const input = context.stdin()
  const lines = createInterface({ input })
  // On a terminal the answer ends the line of its question.
  const lineEnd = 'isTTY' in input && input.isTTY === true ? '' : '\n'
  const answers = lines[Symbol.asyncIterator]()
  const ask = async (question: string): Promise<string> => {
    context.stderr.write(`${question.trimEnd()}${lineEnd === '' ? ' ' : lineEnd}`)
    const { value, done } = await answers.next()
    return done === true ? '' : value.trim()
  }
  try {
    const title = (await ask(say.askTitle)) || say.title
    const file = entry ?? ((await ask(say.askEntry)) || DEFAULT_ENTRY)
    const stdin = await ask(say.askInput)
    const stdout = await ask(say.askOutput)
    const tests = [{ name: 'first', stdin: `${stdin}\n`, stdout }]
    if (stdin === '' && stdout === '') throw new FuelcellError('invalid-option', say.nothingAnswered)
    return draftOf({ title, entry: file, groups: [{ name: 'Tests', tests }] }, new Notes())
  } finally {
    lines.close()
  }
}
