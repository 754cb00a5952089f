/** `POST /v1/grade` and `POST /v1/bench`. */
import type { Hono } from 'hono'
import { z } from 'zod'
import { FuelcellError } from '../../core/errors.js'
import { isPlainPath } from '../../grade/task/place.js'
import { decodeBytes, type WireBytes } from '../../wire/index.js'
import type { Env } from '../env.js'
import { server as say } from '../messages.js'
import { goneOf, type Parts, runFor } from '../parts.js'
import { readRequest } from '../read-request.js'
import { unzipped } from '../unzip.js'

const bytes = z.union([z.string(), z.strictObject({ text: z.string() }), z.strictObject({ base64: z.base64() })])
const fileTree = z.union([z.record(z.string(), bytes), z.strictObject({ zip: z.base64() })])

export const gradeSchema = z
  .strictObject({
    task: z
      .union([z.string().min(1).max(200), z.strictObject({ files: fileTree })])
      .describe('A registered task’s name, or its files with a grade.yaml.'),
    files: fileTree.describe('What was handed in: files by path, or a zip as base64.'),
  })
  .meta({ title: 'A grading', description: 'A submission and the task that it is for.' })

export const benchSchema = z
  .strictObject({
    cases: z
      .array(
        z.strictObject({
          name: z.string().max(200).exactOptional(),
          code: z.string(),
          setup: z.string().exactOptional(),
          runtime: z.string().max(100).exactOptional(),
          stdin: z.string().exactOptional(),
          scan: z
            .strictObject({ parameter: z.string().max(64), sizes: z.array(z.int().min(0)).min(1).max(100) })
            .exactOptional(),
        }),
      )
      .min(1)
      .max(100),
    seed: z.int().min(0).exactOptional(),
    clockStartMs: z.int().min(0).exactOptional(),
  })
  .meta({ title: 'A bench', description: 'Snippets whose cost is measured, each alone or over sizes.' })

const TASK_FILE = 'grade.yaml'

export function workRoutes(app: Hono<Env>, parts: Parts): void {
  app.post('/v1/grade', async (c) => {
    const { task, files } = parsed(gradeSchema, await readRequest(c, parts.bodyLimit))
    const { grade, parseTask } = await import('../../grade/index.js')
    const found = typeof task === 'string' ? parts.options.tasks?.get(task) : await fromFiles(task.files, parseTask)
    if (found === undefined) throw new FuelcellError('not-found', say.noTask(String(task)))
    const report = await grade(
      found,
      { files: await treeOf(files) },
      { run: (request) => runFor(parts, request), signal: goneOf(c) },
    )
    return c.json(report)
  })

  app.post('/v1/bench', async (c) => {
    const { cases, ...world } = parsed(benchSchema, await readRequest(c, parts.bodyLimit))
    const { bench } = await import('../../bench/index.js')
    const report = await bench(cases, { ...world, run: (request) => runFor(parts, request), signal: goneOf(c) })
    return c.json(report)
  })
}

/** @throws FuelcellError `invalid-option` naming the field. */
function parsed<T>(schema: z.ZodType<T>, json: unknown): T {
  const read = schema.safeParse(json)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new FuelcellError('invalid-option', `${issue?.path.join('.') || 'the body'}: ${issue?.message ?? ''}`)
}

type Tree = z.output<typeof fileTree>

async function treeOf(tree: Tree): Promise<Record<string, Uint8Array>> {
  if ('zip' in tree && typeof tree.zip === 'string' && Object.keys(tree).length === 1) {
    return unzipped(Buffer.from(tree.zip, 'base64'))
  }
  return Object.fromEntries(
    Object.entries(tree as Record<string, string | WireBytes>).map(([path, content]) => [
      path,
      typeof content === 'string' ? new Uint8Array(Buffer.from(content)) : decodeBytes(content),
    ]),
  )
}

async function fromFiles(tree: Tree, parseTask: typeof import('../../grade/index.js').parseTask) {
  const files = await treeOf(tree)
  const read = (path: string) => {
    const content = isPlainPath(path) && Object.hasOwn(files, path) ? files[path] : undefined
    if (content === undefined) throw new FuelcellError('invalid-option', say.broken(`the task has no file ${path}`))
    return content
  }
  return parseTask(Buffer.from(read(TASK_FILE)).toString(), TASK_FILE, read)
}
