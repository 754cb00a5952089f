/** `tests.json` of Classroom 50, and `autograding.json` of GitHub Classroom: commands with input and output. */

import { z } from 'zod'
import { FuelcellError } from '../../errors.js'
import { gradeImports as say } from '../../messages/grade-imports.js'
import type { TestFile } from '../task/schema.js'
import { DEFAULT_ENTRY, type Draft, draftOf, type ImportOptions, type Source } from './draft.js'
import { Notes } from './notes.js'
import { readJsonFile } from './read.js'

const entryTest = z.looseObject({
  name: z.string().min(1),
  type: z.string().exactOptional(),
  run: z.string(),
  input: z.string().exactOptional(),
  'input-file': z.string().exactOptional(),
  expected: z.string().exactOptional(),
  'expected-file': z.string().exactOptional(),
  output: z.string().exactOptional(),
  comparison: z.enum(['included', 'exact', 'regex']).exactOptional(),
  points: z.number().min(0).nullable().exactOptional(),
  'failure-details': z.enum(['full', 'actual-only', 'none']).exactOptional(),
})
const file = z.looseObject({ tests: z.array(entryTest) })

/** `python3 FILE ARGS`, the one form of command that needs no shell. */
const command = /^\s*python3?\s+([\w./-]+\.py)((?:\s+[\w./=:@%+,-]+)*)\s*$/

export function importClassroom(path: string, source: Source, options: ImportOptions): Draft {
  const { value: given } = readJsonFile(source, path)
  // Both a bare list and one in an envelope are about.
  const parsed = file.safeParse(Array.isArray(given) ? { tests: given } : given)
  if (!parsed.success) throw new FuelcellError('invalid-option', say.notReadable(path, z.prettifyError(parsed.error)))
  const notes = new Notes()
  const entries = new Set<string>()
  const tests = parsed.data.tests.flatMap((test): TestFile[] => {
    const [, entry, words = ''] = command.exec(test.run) ?? []
    const expected = test.expected ?? test.output
    const isIo = test.type === undefined || test.type === 'io'
    if (entry === undefined || !isIo) {
      notes.warn(`${path}: ${test.name}`, say.commandSkipped(test.run))
      return []
    }
    entries.add(entry.replace(/^\.\//, ''))
    const args = words
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '')
    const text = test['expected-file'] === undefined ? (expected ?? '') : source.text(test['expected-file'])
    const details = test['failure-details']
    return [
      {
        name: test.name,
        points: test.points ?? 0,
        ...(args.length > 0 ? { args } : {}),
        ...(test['input-file'] === undefined ? { stdin: test.input ?? '' } : { stdin_file: test['input-file'] }),
        ...(text === '' ? {} : { stdout: expectation(test.comparison ?? 'included', text) }),
        ...(details === undefined ? {} : { feedback: details }),
      },
    ]
  })
  const [entry = DEFAULT_ENTRY, ...others] = entries
  if (others.length > 0) notes.warn(`${path}: run`, say.severalEntries(entry, others))
  return draftOf({ title: say.title, entry: options.entry ?? entry, groups: [{ name: 'Tests', tests }] }, notes)
}

/** Their own comparisons ignore spaces around the whole text. */
function expectation(comparison: 'included' | 'exact' | 'regex', text: string): NonNullable<TestFile['stdout']> {
  switch (comparison) {
    case 'included':
      return { includes: text.trim() === '' ? text : text.trim() }
    case 'exact':
      return { value: text, match: 'trim' }
    case 'regex':
      return { regex: text }
  }
}
