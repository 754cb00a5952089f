/** What GitHub Classroom and Classroom 50 have in common: tests that are commands. */
import { classroomImports as say } from '../messages/import-classrooms.js'
import type { TestFile } from '../task/schema.js'
import { simpleCommand } from './commands.js'
import { DEFAULT_ENTRY, type Draft, draftOf, type ImportOptions } from './draft.js'
import { fuelOf } from './limits.js'
import { refuse } from './notes.js'
import { Names, type TypedFields } from './typed-fields.js'

/** A test that a command runs. */
export interface CommandTest {
  readonly fields: TypedFields
  readonly name: string
  readonly run: string
  readonly timeoutSeconds: number
  /** What stands in the task beside name and arguments. */
  readonly test: () => TestFile
}

/** Right programs of a classroom need less, and nobody waits for the end of an endless loop. */
const MOST_SECONDS = 10

/** A task of the tests that run one program: the one that is wanted, else that of the first. */
export function commandDraft(
  path: string,
  title: string,
  tests: readonly CommandTest[],
  options: ImportOptions,
): Draft {
  const [first] = tests
  if (first === undefined) return refuse(path, say.noneLeft)
  const { notes } = first.fields
  const commands = tests.flatMap((one) => {
    const command = simpleCommand(one.run)
    if (command === null) leaveOut(one)
    return command === null ? [] : [{ ...one, command }]
  })
  const entries = [...new Set(commands.map(({ command }) => command.entry))]
  const named = options.entry !== undefined && entries.includes(options.entry) ? options.entry : entries[0]
  const names = new Names()
  const kept = commands.filter(({ fields, command }) => {
    if (command.entry !== named) fields.warn('run', say.otherEntry(command.entry, named ?? ''))
    return command.entry === named
  })
  const made = kept.map(({ fields, name, command: { args }, test }): TestFile => {
    for (const key of ['name', 'run']) if (fields.has(key)) fields.take(key)
    const rest = test()
    fields.close()
    return { name: names.of(name), ...(args.length > 0 ? { args: [...args] } : {}), ...rest }
  })
  if (made.length === 0) refuse(path, say.noneLeftBecause(notes.warnings[0]?.message ?? ''))
  const entry = options.entry ?? named ?? DEFAULT_ENTRY
  return draftOf(
    { title, entry, limits: { fuel: fuelFor(kept, entry) }, groups: [{ name: 'Tests', tests: made }] },
    notes,
  )
}

function leaveOut({ fields, run }: CommandTest): void {
  fields.warn('run', /\bpytest\b/.test(run) ? say.pytest(run) : say.command(run))
}

function fuelFor(tests: readonly CommandTest[], entry: string): string {
  const seconds = tests.map(({ timeoutSeconds }) => timeoutSeconds)
  const longest = Math.max(...seconds)
  const fuel = fuelOf(Math.min(longest, MOST_SECONDS), entry)
  const [slow] = tests.filter(({ timeoutSeconds }) => timeoutSeconds === longest)
  if (longest > MOST_SECONDS) warnOfTimeout(slow, say.longTimeout(longest, fuel, MOST_SECONDS))
  else if (new Set(seconds).size > 1) warnOfTimeout(slow, say.timeouts(fuel))
  else for (const { fields } of tests) fields.take('timeout')
  for (const { fields } of tests) fields.look('timeout')
  return fuel
}

/** Also where the time is the one that is taken for nothing. */
function warnOfTimeout(test: CommandTest | undefined, message: string): void {
  if (test !== undefined) test.fields.notes.warn(test.fields.name('timeout'), message)
}

/** A setup command that has something to do. */
export function warnOfSetup(fields: TypedFields): void {
  const setup = fields.look('setup')
  if (typeof setup === 'string' && setup.trim() !== '') fields.warn('setup', say.setup(setup))
  else if (typeof setup === 'string') fields.notes.ignore(fields.name('setup'))
  else fields.text('setup')
}
