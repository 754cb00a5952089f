/** Folders of inputs and answers: `NN.in` with `NN.ans`. */
import { FuelcellError } from '../../core/errors.js'
import { gradeImports as say } from '../messages/imports.js'
import type { TestFile } from '../task/schema.js'
import { DEFAULT_ENTRY, type Draft, draftOf, type ImportOptions, type Source } from './draft.js'
import { Notes } from './notes.js'

const answerEndings = ['.ans', '.out', '.a'] as const

/** A test for each `X.in` that has an answer beside it. */
function pairs(paths: readonly string[], within: string): readonly TestFile[] {
  const inputs = paths.filter((path) => path.startsWith(within) && path.endsWith('.in'))
  return inputs.flatMap((input): TestFile[] => {
    const stem = input.slice(0, -'.in'.length)
    const answer = answerEndings.map((ending) => `${stem}${ending}`).find((path) => paths.includes(path))
    return answer === undefined ? [] : [{ name: stem.slice(within.length), stdin_file: input, stdout_file: answer }]
  })
}

/** `NN.in` and `NN.ans`, in one folder. */
export function importPairs(source: Source, { entry = DEFAULT_ENTRY }: ImportOptions): Draft {
  const tests = pairs(source.paths, '')
  if (tests.length === 0) throw new FuelcellError('invalid-option', say.noPairs)
  return draftOf({ title: say.title, entry, groups: [{ name: 'Tests', tests }] }, new Notes())
}
