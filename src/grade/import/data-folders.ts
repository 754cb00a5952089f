/** Folders of inputs and answers: `NN.in` with `NN.ans`, a problem package's `data/{sample,secret}`, and DMOJ's `init.yml`. */
import { basename } from 'node:path/posix'
import { z } from 'zod'
import { FuelcellError } from '../../errors.js'
import { gradeImports as say } from '../../messages/grade-imports.js'
import type { TestFile } from '../task/schema.js'
import { DEFAULT_ENTRY, type Draft, draftOf, type ImportOptions, type Source } from './draft.js'
import { Notes } from './notes.js'
import { readYamlFile, readZipFile } from './read.js'

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

const oneCase = z.looseObject({
  in: z.string().exactOptional(),
  out: z.string().exactOptional(),
  points: z.number().exactOptional(),
})
const init = z.looseObject({
  archive: z.string().exactOptional(),
  test_cases: z.array(z.looseObject({ ...oneCase.shape, batched: z.array(oneCase).exactOptional() })),
})

/** DMOJ's `init.yml`; files out of its archive are written into the task. */
export function importDmoj(path: string, source: Source, { entry = DEFAULT_ENTRY }: ImportOptions): Draft {
  const parsed = init.safeParse(readYamlFile(source, path).value)
  if (!parsed.success) throw new FuelcellError('invalid-option', say.notReadable(path, z.prettifyError(parsed.error)))
  const { archive, test_cases: cases } = parsed.data
  const archived = archive === undefined ? {} : readZipFile(source, archive)
  const testOf = (one: z.infer<typeof oneCase>): TestFile => {
    const [input, output] = [one.in, one.out]
    const within = (file: string) => archived[file]
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
    const given = input === undefined ? undefined : within(input)
    const wanted = output === undefined ? undefined : within(output)
    return {
      name: basename(input ?? output ?? 'case'),
      ...(given !== undefined ? { stdin: text(given) } : input === undefined ? {} : { stdin_file: input }),
      ...(wanted !== undefined ? { stdout: text(wanted) } : output === undefined ? {} : { stdout_file: output }),
    }
  }
  const single = cases.filter(({ batched }) => batched === undefined)
  const batches = cases.flatMap(({ batched, points }, index) =>
    batched === undefined
      ? []
      : [
          {
            name: `Batch ${index + 1}`,
            points: points ?? 1,
            scoring: 'all' as const,
            match: 'tokens' as const,
            tests: batched.map(testOf),
          },
        ],
  )
  const tests = single.map((one) => ({ ...testOf(one), ...(one.points === undefined ? {} : { points: one.points }) }))
  return draftOf(
    { title: say.title, entry, groups: [{ name: 'Tests', match: 'tokens', tests }, ...batches] },
    new Notes(),
  )
}
