import { z } from 'zod'
import { growthClasses } from '../../growth/models.js'
import { visibilities } from './task.js'

const name = z.string().min(1).max(200)
const path = z.string().min(1).max(500)
const quantity = z.union([z.number(), z.string()])
const points = z.number().min(0).max(1_000_000)
const tolerance = z
  .strictObject({ abs: z.number().min(0).exactOptional(), rel: z.number().min(0).exactOptional() })
  .describe('How far numbers may be off: by an amount, or by a part of the expected one. Either is enough.')
const plainMatches = ['exact', 'trim', 'tokens', 'lines', 'ends', 'standard', 'kattis'] as const
const plainMatch = z
  .enum(plainMatches)
  .describe(
    'exact: byte for byte. trim: without spaces at ends of lines and empty lines at the end. tokens: words alone. lines: in any order. ends: without white space at both ends of the whole text, CR LF as LF. standard: the same words in the same lines, as DMOJ has it. kattis: words, letters of either case.',
  )
const digest = z.string().regex(/^[0-9a-f]{64}$/)
const sealed = z.strictObject({ salt: z.string().regex(/^[0-9a-f]{16,64}$/), sha256: digest })
const output = z
  .union([
    z.string(),
    z.strictObject({
      value: z.string().exactOptional().describe('The expected text.'),
      file: path
        .exactOptional()
        .describe(
          'A file with the expected text, in UTF-8 or, with a byte order mark, UTF-16; the mark counts for exact alone.',
        ),
      match: plainMatch.exactOptional(),
      floats: tolerance
        .exactOptional()
        .describe('Words that are numbers may differ by this much; the others must be equal.'),
      case_sensitive: z
        .boolean()
        .exactOptional()
        .describe('With match: kattis, capital letters are others than small ones. Default false.'),
      space_change_sensitive: z
        .boolean()
        .exactOptional()
        .describe('With match: kattis, white space must be the same. Default false.'),
      includes: z
        .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
        .exactOptional()
        .describe('Texts that must be somewhere in it.'),
      regex: z
        .string()
        .min(1)
        .exactOptional()
        .describe('A regular expression that must be found in it; match: ends leaves off white space around it first.'),
      dialect: z
        .enum(['python', 'javascript'])
        .exactOptional()
        .describe('Whose regular expressions regex has. Default python.'),
      checker: path
        .exactOptional()
        .describe('A Python program that judges: exit code 42 accepts, 43 rejects. docs/grade.md tells what it gets.'),
      sealed: sealed.exactOptional().describe('Written by fuelcell grade seal.'),
    }),
  ])
  .describe('What must come out. A text is compared by the match of the defaults.')
const visibility = z.enum(visibilities).describe('Who sees the test: hidden ones are for the teacher alone.')
const feedback = z.enum(['full', 'actual-only', 'none']).describe('What is told of a test that is seen.')
const reference = path.describe('A right solution, whose answers are the expected ones.')
const prompts = z
  .enum(['keep', 'ignore'])
  .describe('Whether the prompts of input() are part of the output. Default keep.')
const data = z.unknown()

const test = z
  .strictObject({
    name: name.exactOptional().describe('Default: the number in the group.'),
    points: points.exactOptional().describe('Its weight among the tests of the group. Default 1.'),
    visibility: visibility.exactOptional(),
    feedback: feedback.exactOptional(),
    hint: z.string().exactOptional().describe('Shown with the message when the test fails.'),
    stdin: z.string().exactOptional(),
    stdin_file: path
      .exactOptional()
      .describe('Given as UTF-8 without a byte order mark, where it is saved as UTF-8 or UTF-16 with one.'),
    args: data.exactOptional().describe('For a program, its arguments; for a call, a list of values.'),
    kwargs: data.exactOptional().describe('For a call: values by name.'),
    files: z
      .record(path, path)
      .exactOptional()
      .describe('Files for the run directory: name in it, and path from here.'),
    env: z.record(z.string(), z.string()).exactOptional(),
    prepend: z.string().exactOptional().describe('Code that stands before that of the entry, in this test.'),
    append: z
      .string()
      .exactOptional()
      .describe('Code that stands behind that of the entry, such as calls whose output is looked at.'),
    stdout: output.exactOptional(),
    stdout_file: path.exactOptional(),
    stderr: output.exactOptional(),
    exit_code: z
      .union([z.int().min(0).max(255), z.literal('any')])
      .exactOptional()
      .describe('Default 0. any: it is not looked at, and an uncaught error is none.'),
    written: z.record(path, output).exactOptional().describe('Files that the program must write.'),
    call: z.string().exactOptional().describe('A function of the entry to call.'),
    returns: data.exactOptional().describe('Its value, by exact type. {$python: "…"} writes any value.'),
    floats: tolerance.exactOptional().describe('How far floats in the returned value may be off.'),
    raises: z
      .union([
        z.string().min(1),
        z.strictObject({ type: z.string().min(1), message: z.string().min(1).exactOptional() }),
      ])
      .exactOptional()
      .describe(
        'The exception that the call must raise: its type, or one above it; and text that its message includes.',
      ),
    prints: output.exactOptional(),
    reference: reference.exactOptional(),
    generate: path.exactOptional().describe('A Python file with generate(size, seed), which makes the input.'),
    seeds: z
      .union([z.int().min(1).max(1000), z.array(z.int().min(0)).min(1).max(1000)])
      .exactOptional()
      .describe('How many inputs to generate, or their seeds. Default 1.'),
    sizes: z.array(z.int().min(0)).min(1).max(100).exactOptional(),
    growth: z.strictObject({ atMost: z.enum(growthClasses) }).exactOptional(),
    prompts: prompts.exactOptional(),
    sealed: sealed.exactOptional().describe('In place of returns; written by fuelcell grade seal.'),
  })
  .describe('One test.')

const group = z.strictObject({
  name,
  points: points.describe('What the group is worth.'),
  scoring: z
    .enum(['sum', 'min', 'all'])
    .exactOptional()
    .describe(
      'sum: each test its share. all: nothing unless every test passes. min: the part that the worst test gets.',
    ),
  requires: z.array(name).exactOptional().describe('Groups above that must pass whole; else this one is skipped.'),
  visibility: visibility.exactOptional(),
  feedback: feedback.exactOptional(),
  match: plainMatch.exactOptional(),
  reference: reference.exactOptional(),
  prompts: prompts.exactOptional(),
  tests: z.array(test).exactOptional(),
  unittest: path.exactOptional().describe('A Python file with unittest classes or plain test_ functions.'),
  mode: z
    .enum(['split', 'visible'])
    .exactOptional()
    .describe(
      'split: tests and submission in sandboxes of their own. visible: in one, not proof against forgery. Default split.',
    ),
})

/** A `grade.yaml`. The schema that editors use, `schemas/grade.schema.json`, is made of it. */
export const taskSchema = z
  .strictObject({
    $schema: z.string().exactOptional(),
    version: z.literal(1),
    title: z.string().min(1).max(200),
    submission: z.strictObject({
      entry: path.describe('The file that is run, or imported.'),
      files: z
        .array(z.string().min(1))
        .min(1)
        .exactOptional()
        .describe('Patterns of the files that belong to it. Default: those of the entry’s extension.'),
      maxBytes: quantity.exactOptional().describe('All of its files together, 8 MiB at most. Default 1 MiB.'),
      runtime: z.string().exactOptional().describe('Default: that of the entry’s extension.'),
    }),
    limits: z
      .strictObject({
        fuel: quantity.exactOptional().describe('Net fuel of each run, such as 500M. Default 1G.'),
        memory: quantity.exactOptional().describe('Such as 64MiB. Default 256MiB.'),
        output: quantity.exactOptional().describe('Of each stream, such as 64KiB. Default 1MiB.'),
      })
      .exactOptional(),
    defaults: z
      .strictObject({
        visibility: visibility.exactOptional(),
        feedback: feedback.exactOptional(),
        match: plainMatch.exactOptional(),
        reference: reference.exactOptional(),
        prompts: prompts.exactOptional(),
      })
      .exactOptional(),
    groups: z.array(group).min(1),
  })
  .describe('A task for fuelcell grade.')

export type TaskFile = z.infer<typeof taskSchema>
export type GroupFile = TaskFile['groups'][number]
export type TestFile = NonNullable<GroupFile['tests']>[number]
export type OutputFile = z.infer<typeof output>

/** The schema as JSON Schema, draft 2020-12. */
export function taskJsonSchema(): object {
  return z.toJSONSchema(taskSchema, { target: 'draft-2020-12', io: 'input' })
}
