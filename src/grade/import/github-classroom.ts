/** `autograding.json` of GitHub Classroom, as its runner has it (github.com/education/autograding, src/runner/runner.ts). */
import { classroomImports as say } from '../messages/import-classrooms.js'
import { gradeImports } from '../messages/imports.js'
import type { OutputFile, TestFile } from '../task/schema.js'
import { commandDraft, warnOfSetup } from './classroom-tests.js'
import type { Draft, ImportOptions, Source } from './draft.js'
import { Notes } from './notes.js'
import { readJsonFile } from './read.js'
import { fileFields, itemsOf, type TypedFields } from './typed-fields.js'

const comparisons = ['included', 'exact', 'regex'] as const
const SECONDS_PER_MINUTE = 60
/** Minutes, where none are given. */
const DEFAULT_TIMEOUT = 1

export function importGithubClassroom(path: string, source: Source, options: ImportOptions): Draft {
  const document = readJsonFile(source, path)
  const file = fileFields(path, document, new Notes())
  const tests = itemsOf(file, 'tests', document.lineOf).map((fields, index) => ({
    fields,
    name: fields.seenText('name') || `${index + 1}`,
    run: fields.neededText('run'),
    timeoutSeconds: SECONDS_PER_MINUTE * (fields.seenAmount('timeout') || DEFAULT_TIMEOUT),
    test: () => testOf(fields),
  }))
  file.close()
  const draft = commandDraft(path, gradeImports.title, tests, options)
  if (draft.task.groups[0]?.points === 0) file.notes.warn(`${path}: tests`, say.noPoints)
  return { ...draft, warnings: file.notes.warnings }
}

function testOf(fields: TypedFields): TestFile {
  warnOfSetup(fields)
  const input = fields.text('input') ?? ''
  const output = fields.text('output') ?? ''
  // Without input and output the exit code alone counts, whatever else is said.
  const isCompared = input !== '' || output !== ''
  const stdout = isCompared ? expectation(comparisonOf(fields), output, fields) : null
  if (!isCompared) fields.ignore(['comparison'])
  return {
    points: fields.amount('points') ?? 0,
    ...(input === '' ? {} : { stdin: input }),
    ...(stdout === null ? {} : { stdout }),
  }
}

function comparisonOf(fields: TypedFields): (typeof comparisons)[number] {
  const given = fields.seenText('comparison')
  const known = comparisons.find((one) => one === given)
  if (known === undefined && given !== undefined) fields.warn('comparison', say.comparison(given))
  else if (given !== undefined) fields.take('comparison')
  return known ?? 'included'
}

/** Both texts lose the white space around them, and CR LF is LF; of a pattern nothing is lost. */
function expectation(comparison: (typeof comparisons)[number], output: string, fields: TypedFields): OutputFile | null {
  switch (comparison) {
    case 'exact':
      return { value: output, match: 'ends' }
    case 'regex':
      if (output === '') return null
      try {
        new RegExp(output)
      } catch (error) {
        return fields.wrong('output', say.badPattern(error instanceof Error ? error.message : String(error)))
      }
      return { regex: output, dialect: 'javascript', match: 'ends' }
    case 'included': {
      const text = output.replaceAll('\r\n', '\n').trim()
      return text === '' ? null : { includes: text }
    }
  }
}
