/** `POST /v1/compile`, and runs of what it made. */
import { randomUUID } from 'node:crypto'
import type { Hono } from 'hono'
import { LRUCache } from 'lru-cache'
import { FuelcellError } from '../../core/errors.js'
import { encodeResult } from '../../wire/index.js'
import { fuelHeaders } from '../dialects/headers.js'
import type { Env } from '../env.js'
import { server as say } from '../messages.js'
import { type Compiled, PROGRAMS } from '../options.js'
import { goneOf, type Parts, requestOf } from '../parts.js'
import { readRequest } from '../read-request.js'
import { currentCaller } from '../scope.js'

interface Kept {
  readonly program: Compiled
  /** Whoever made it: nobody else sees it. */
  readonly owner: string
}

export function programRoutes(app: Hono<Env>, parts: Parts): () => Promise<void> {
  const { runner } = parts.options
  const closing = new Set<Promise<void>>()
  const programs = new LRUCache<string, Kept>({
    max: PROGRAMS.most,
    ttl: PROGRAMS.idleMs,
    updateAgeOnGet: true,
    dispose: ({ program }) => {
      const closed = program.close().finally(() => closing.delete(closed))
      closing.add(closed)
    },
  })
  const own = (id: string): Kept => {
    const kept = programs.get(id)
    if (kept === undefined || kept.owner !== currentCaller().name) {
      throw new FuelcellError('not-found', say.noProgram(id))
    }
    return kept
  }

  app.post('/v1/compile', async (c) => {
    const { runtime, code, entry, files, compilerOptions, sources, limits } = requestOf(
      await readRequest(c, parts.bodyLimit),
    )
    if (code === undefined) throw new FuelcellError('invalid-option', say.broken('compile needs code'))
    const program = await runner.compile(runtime, code, {
      ...(entry === undefined ? {} : { entry }),
      ...(files === undefined ? {} : { files }),
      ...(compilerOptions === undefined ? {} : { compilerOptions }),
      ...(sources === undefined ? {} : { sources }),
      ...(limits === undefined ? {} : { limits }),
      signal: goneOf(c),
    })
    const { ok, stages, failure } = program
    const told = { runtime: program.runtime, ok, stages: stages.map((stage) => ({ ...stage })) }
    if (!ok) {
      await program.close()
      return c.json({ ...told, id: null, failure: failure === undefined ? null : encodeResult(failure) })
    }
    const id = randomUUID()
    programs.set(id, { program, owner: currentCaller().name })
    return c.json({ id, ...told }, 201, { location: `/v1/programs/${id}` })
  })

  app.post('/v1/programs/:id/run', async (c) => {
    const { program } = own(c.req.param('id'))
    const json = await readRequest(c, parts.bodyLimit)
    const { runtime: _, code: __, ...options } = requestOf({ ...json, runtime: program.runtime, code: '' })
    const caller = currentCaller()
    const signal = goneOf(c)
    const result = await parts.admission.perform({ ...options, signal }, caller, () =>
      program.run({ ...options, signal }),
    )
    parts.metrics.ran(result, caller.name)
    return c.json(encodeResult(result), 200, fuelHeaders(result))
  })

  app.delete('/v1/programs/:id', (c) => {
    const id = c.req.param('id')
    own(id)
    programs.delete(id)
    return c.body(null, 204)
  })

  return async () => {
    programs.clear()
    await Promise.all(closing)
  }
}
