import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { FuelcellError } from '../../errors.js'
import { DEFAULT_ENTRY, type Draft, draftOf } from '../../grade/import/draft.js'
import { gradeImports as say } from '../../messages/grade-imports.js'
import { type Context, defineCommand } from '../command.js'
import { draftOptions, isFolder, refuseExisting, sourceIn, writeDraft } from './import.js'
import { DEFAULT_TASK } from './task.js'

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
      await writeDraft(await asked(values.entry, context), values.out ?? DEFAULT_TASK, context)
      return 0
    }
    if (!(await isFolder(folder))) throw new FuelcellError('invalid-option', say.unknown(folder))
    const { importPairs } = await import('../../grade/import/data-folders.js')
    await writeDraft(importPairs(sourceIn(folder), values.entry), values.out ?? join(folder, DEFAULT_TASK), context)
    return 0
  },
)

/** The answers, a line each; the rest where stdin ends is the default. */
async function asked(entry: string | undefined, context: Context): Promise<Draft> {
  const lines = createInterface({ input: context.stdin() })
  const answers = lines[Symbol.asyncIterator]()
  const ask = async (question: string): Promise<string> => {
    context.stderr.write(question)
    const { value, done } = await answers.next()
    return done === true ? '' : value.trim()
  }
  try {
    const title = (await ask(say.askTitle)) || say.title
    const file = entry ?? ((await ask(say.askEntry)) || DEFAULT_ENTRY)
    const stdin = await ask(say.askInput)
    const stdout = await ask(say.askOutput)
    return draftOf(title, file, [{ name: 'Tests', tests: [{ name: 'first', stdin: `${stdin}\n`, stdout }] }], [])
  } finally {
    lines.close()
  }
}
