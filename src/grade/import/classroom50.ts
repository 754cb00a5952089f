/** `tests.json` of Classroom 50, as its runner has it (github.com/foundation50/classroom50, runner.py and tests-v1.schema.json). */
import { normalize } from 'node:path/posix'
import { classroomImports as say } from '../messages/import-classrooms.js'
import { gradeImports } from '../messages/imports.js'
import type { OutputFile, TestFile } from '../task/schema.js'
import { type CommandTest, commandDraft, warnOfSetup } from './classroom-tests.js'
import type { Draft, ImportOptions, Source } from './draft.js'
import { Notes } from './notes.js'
import { readJsonFile, textOf } from './read.js'
import { fileFields, itemsOf, TypedFields } from './typed-fields.js'

const SCHEMA = 'classroom50/tests/v1'
const types = ['io', 'run', 'python'] as const
const comparisons = ['included', 'exact', 'regex'] as const
const details = ['full', 'actual-only', 'none'] as const
type Details = (typeof details)[number]
/** Seconds, where none are given. */
const DEFAULT_TIMEOUT = 10

export function importClassroom50(path: string, source: Source, options: ImportOptions): Draft {
  const document = readJsonFile(source, path)
  const notes = new Notes()
  // The list alone is what their command line takes.
  const value = Array.isArray(document.value) ? { tests: document.value } : document.value
  const above = Array.isArray(document.value) ? null : document.lineOf
  const file = fileFields(path, { value, lineOf: above ?? (() => 1) }, notes)
  const schema = file.seenText('schema')
  if (schema !== undefined && schema !== SCHEMA) file.warn('schema', say.schema(schema))
  else if (schema !== undefined) file.take('schema')
  const defaults = new TypedFields(file.name('defaults'), file.look('defaults'), notes, (key) =>
    document.lineOf(['defaults', key]),
  )
  const usual = defaults.word('failure-details', details)
  warnOfShown(defaults)
  defaults.close()
  const lineOf: typeof document.lineOf = above ?? ((place) => document.lineOf(place.slice(1)))
  const tests = itemsOf(file, 'tests', lineOf).flatMap((fields): CommandTest[] => {
    const type = fields.word('type', types) ?? 'io'
    const run = fields.neededText('run')
    const name = fields.neededText('name')
    if (type === 'python') {
      fields.warn('run', say.pytest(run))
      return []
    }
    const timeoutSeconds = fields.seenAmount('timeout') || DEFAULT_TIMEOUT
    return [{ fields, name, run, timeoutSeconds, test: () => testOf(fields, type, usual, source) }]
  })
  file.close()
  if (tests.length === 0 && notes.warnings[0] !== undefined) {
    file.wrong('tests', say.noneLeftBecause(notes.warnings[0].message))
  }
  return commandDraft(path, gradeImports.title, tests, options)
}

function testOf(fields: TypedFields, type: 'io' | 'run', usual: Details | undefined, source: Source): TestFile {
  warnOfSetup(fields)
  warnOfShown(fields)
  const feedback = fields.word('failure-details', details) ?? usual
  const common = { points: fields.amount('points') ?? 0, ...(feedback === undefined ? {} : { feedback }) }
  if (type === 'run') return { ...common, ...exitCode(fields) }
  const inputFile = fields.text('input-file')
  const input = fields.text('input') ?? ''
  const stdout = expectationOf(fields, source)
  if (stdout === null) fields.warn('expected', say.expectsNothing)
  return {
    ...common,
    ...(inputFile !== undefined ? { stdin_file: normalize(inputFile) } : input === '' ? {} : { stdin: input }),
    // Only what is printed counts.
    exit_code: 'any',
    ...(stdout === null ? {} : { stdout }),
  }
}

function exitCode(fields: TypedFields): Pick<TestFile, 'exit_code'> {
  const code = fields.seenAmount('exit-code')
  if (code !== 1 && code !== undefined) fields.take('exit-code')
  if (code === undefined || code === 0) return {}
  if (!Number.isInteger(code) || code > 255) fields.wrong('exit-code', gradeImports.wantsAmount(code))
  if (code === 1) fields.warn('exit-code', say.exitOne)
  return { exit_code: code }
}

/** Texts are compared as they are, but for CR LF, which is LF; a pattern is Python's, and its ^ and $ are for lines. */
function expectationOf(fields: TypedFields, source: Source): OutputFile | null {
  const file = fields.text('expected-file')
  const inline = fields.seenText('expected')
  if (inline !== undefined && inline !== '') fields.take('expected')
  const text = file === undefined ? (inline ?? '') : textOf(source, file)
  switch (fields.word('comparison', comparisons) ?? 'included') {
    case 'exact':
      return file === undefined ? { value: text, match: 'ends' } : { file: normalize(file), match: 'ends' }
    case 'regex':
      return text === '' ? null : { regex: `(?m)${text}` }
    case 'included':
      return text === '' ? null : { includes: text }
  }
}

function warnOfShown(fields: TypedFields): void {
  if (fields.look('show-output') === true) fields.warn('show-output', say.showOutput)
  else fields.boolean('show-output')
  if (fields.look('show-command') === true) fields.warn('show-command', say.showCommand)
  else fields.boolean('show-command')
}
