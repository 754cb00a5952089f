/** `POST /v1/bench`: what snippets cost, alone or over sizes. */
import type { Hono } from 'hono'
import { z } from 'zod'
import { maxLimits } from '../../core/limits.js'
import { MAX_CLOCK_START_MS } from '../../core/units.js'
import { runRequestSchema } from '../../wire/index.js'
import type { Env } from '../env.js'
import { fileTree, treeBytes } from '../grading/file-tree.js'
import { readRequest } from '../http/read-request.js'
import type { Service } from '../service.js'
import { checked } from './checked.js'
import { givenBy } from './run.js'

const MAX_CASES = 100
const MAX_SIZES = 200
const RUNS_AT_A_TIME = 4

const text = z.string().max(500_000)

const benchCase = z.strictObject({
  name: z.string().min(1).max(200).exactOptional(),
  code: text,
  setup: text.exactOptional(),
  runtime: z.string().min(1).max(100).exactOptional(),
  stdin: text.exactOptional(),
  files: fileTree.exactOptional(),
  start: z.enum(['cold', 'warm']).exactOptional(),
  per: z.int().min(1).max(maxLimits.fuel).exactOptional(),
  budget: z.int().min(1).max(maxLimits.fuel).exactOptional(),
  scan: z
    .strictObject({
      parameter: z.string().regex(/^[A-Za-z_]\w{0,63}$/),
      sizes: z.array(z.int().min(0)).min(1).max(MAX_SIZES).describe('Ascending, each once.'),
    })
    .exactOptional(),
})

export const benchSchema = z
  .strictObject({
    cases: z.array(benchCase).min(1).max(MAX_CASES),
    limits: runRequestSchema.shape.limits.unwrap().omit({ compile: true }).exactOptional(),
    seed: z.int().min(0).exactOptional(),
    clockStartMs: z.int().min(0).max(MAX_CLOCK_START_MS).exactOptional(),
  })
  .meta({ title: 'A bench', description: 'Snippets whose cost is measured, each alone or over sizes.' })

export function mountBench(app: Hono<Env>, service: Service): void {
  app.post('/v1/bench', async (c) => {
    const { json } = await readRequest(c, service.bodyLimit)
    const { cases, ...rest } = checked(benchSchema, json, 'POST /v1/bench')
    for (const { runtime } of cases) if (runtime !== undefined) service.checkRuntime(runtime)
    const { bench } = await import('../../bench/bench.js')
    const given = givenBy(c)
    const report = await service.admission.whole({ ...given, key: given.key, runtime: undefined }, () =>
      bench(
        cases.map(({ files, ...one }) => ({ ...one, ...(files !== undefined && { files: treeBytes(files) }) })),
        {
          ...rest,
          run: (request) => service.run(request, { ...given, isExpected: true }),
          concurrency: RUNS_AT_A_TIME,
          ...(given.signal !== undefined && { signal: given.signal }),
        },
      ),
    )
    return c.json(report, 200, { 'cache-control': 'no-store' })
  })
}
