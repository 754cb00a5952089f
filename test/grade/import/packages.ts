/** Packages of other graders, laid out as those in the wild are: `fixtures/imports/FORM/NAME.yaml` holds one, with what must become of it. */
import { readdirSync, readFileSync } from 'node:fs'
import { zipSync } from 'fflate'
import { parse } from 'yaml'
import { z } from 'zod'
import { FuelcellError } from '../../../src/core/errors.js'
import type { Draft, Source } from '../../../src/grade/import/draft.js'
import { importFrom } from '../../../src/grade/import/forms.js'

const contents: z.ZodType<Content> = z.lazy(() =>
  z.union([z.string(), z.instanceof(Uint8Array), z.strictObject({ zip: z.record(z.string(), contents) })]),
)
type Content = string | Uint8Array | { readonly zip: Readonly<Record<string, Content>> }

const packageFile = z.strictObject({
  /** What the package shows, in a line. */
  about: z.string(),
  /** Its files. A text, `!!binary`, or `zip` with files of its own. */
  package: z.record(z.string(), contents),
  /** The file that is named; the folder where there is none. */
  named: z.string().optional(),
  entry: z.string().optional(),
  /** Exactly the fields that were taken over, and those that have no weight. */
  taken: z.array(z.string()).default([]),
  ignored: z.array(z.string()).default([]),
  /** Exactly the fields that are warned of, each with a part of what is said. */
  warned: z.record(z.string(), z.string()).default({}),
  /** All of what is said where the import is refused. */
  refused: z.string().optional(),
  /** Parts of the task. */
  task: z.record(z.string(), z.unknown()).optional(),
  /** Names of files that are written beside the task. */
  files: z.array(z.string()).default([]),
  /** Submissions with their marks. */
  graded: z
    .array(
      z.strictObject({
        code: z.string(),
        score: z.number(),
        /** Of each test, in order. */
        verdicts: z.array(z.string()),
      }),
    )
    .default([]),
})
export type Package = z.infer<typeof packageFile> & { readonly name: string }

const root = new URL('../../../fixtures/imports/', import.meta.url)

export function packages(): readonly Package[] {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'))
  return names.sort().map((name) => {
    const parsed = packageFile.safeParse(parse(readFileSync(new URL(name, root), 'utf8')))
    if (!parsed.success) throw new Error(`${name}: ${z.prettifyError(parsed.error)}`)
    return { ...parsed.data, name: name.replace(/\.yaml$/, '') }
  })
}

export function bytesOf(content: Content): Uint8Array {
  if (typeof content === 'string') return Buffer.from(content)
  if (content instanceof Uint8Array) return content
  return zipSync(Object.fromEntries(Object.entries(content.zip).map(([name, inner]) => [name, bytesOf(inner)])))
}

export function sourceOf({ package: files }: Package): Source {
  const bytes = (path: string) => {
    const content = files[path]
    if (content === undefined) throw new FuelcellError('invalid-option', `there is no ${path}`)
    return bytesOf(content)
  }
  return { bytes, text: (path) => Buffer.from(bytes(path)).toString(), paths: Object.keys(files).sort() }
}

export function imported(one: Package): Promise<Draft> {
  return importFrom('package', sourceOf(one), one.named ?? null, { entry: one.entry })
}
