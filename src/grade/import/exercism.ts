/** Exercism's `canonical-data.json`: properties with inputs and expected values. */
import { z } from 'zod'
import { FuelcellError } from '../../errors.js'
import { gradeImports as say } from '../../messages/grade-imports.js'
import type { TestFile } from '../task/schema.js'
import { type Draft, draftOf, type ImportOptions, type Source } from './draft.js'
import { Notes } from './notes.js'
import { readJsonFile } from './read.js'

interface Case {
  readonly description: string
  readonly property?: string
  readonly input?: unknown
  readonly expected?: unknown
  readonly cases?: readonly Case[]
}

const oneCase: z.ZodType<Case> = z.lazy(() =>
  z.looseObject({
    description: z.string(),
    property: z.string().exactOptional(),
    input: z.unknown().exactOptional(),
    expected: z.unknown().exactOptional(),
    cases: z.array(oneCase).exactOptional(),
  }),
)
const file = z.looseObject({ exercise: z.string(), cases: z.array(oneCase) })

export function importExercism(path: string, source: Source, options: ImportOptions): Draft {
  const { value: given } = readJsonFile(source, path)
  const parsed = file.safeParse(given)
  if (!parsed.success) throw new FuelcellError('invalid-option', say.notReadable(path, z.prettifyError(parsed.error)))
  const { exercise, cases } = parsed.data
  const notes = new Notes()
  const names = new Set<string>()
  const tests = cases.flatMap((one) => testsOf(one, ''))
  const entry = options.entry ?? `${snakeCase(exercise)}.py`
  return draftOf({ title: exercise, entry, groups: [{ name: 'Tests', tests }] }, notes)

  function testsOf({ description, property, input, expected, cases: inner }: Case, above: string): TestFile[] {
    const name = above === '' ? description : `${above}: ${description}`
    if (inner !== undefined) return inner.flatMap((one) => testsOf(one, name))
    if (property === undefined || typeof input !== 'object' || input === null || names.has(name)) {
      notes.warn(`${path}: ${name}`, say.caseSkipped)
      return []
    }
    names.add(name)
    const call = { name, call: snakeCase(property), args: Object.values(input) }
    const failed = z.looseObject({ error: z.string() }).safeParse(expected)
    return [
      failed.success
        ? { ...call, raises: { type: 'Exception', message: failed.data.error } }
        : { ...call, returns: expected ?? null },
    ]
  }
}

function snakeCase(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z\d]+/g, '_')
    .toLowerCase()
}
