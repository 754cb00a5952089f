/** `POST /v1/compile`, and runs of what it made. */
import type { Hono } from 'hono'
import { FuelcellError } from '../../core/errors.js'
import type { Program, ProgramRun } from '../../runner/programs/program.js'
import type { RunRequest } from '../../runner/request/request.js'
import { decodeRequest, encodeResult, runRequestSchema } from '../../wire/index.js'
import { fuelHeaders } from '../dialects/headers.js'
import { type Env, tell } from '../env.js'
import type { JsonObject } from '../http/read-request.js'
import { readRunRequest } from '../http/run-request.js'
import { server as say } from '../messages.js'
import { type Given, type Service, within } from '../service.js'
import { asksStream, streamed } from '../streams/streamed.js'
import { givenBy, JSON_TYPE } from './run.js'

/** Of a request, what a program is made of. */
export const compileSchema = runRequestSchema
  .pick({ runtime: true, code: true, entry: true, files: true, compilerOptions: true, sources: true, limits: true })
  .required({ code: true })
  .meta({ title: 'A program', description: 'What is compiled once, for any number of runs.' })

const ofProgram = {
  runtime: true,
  code: true,
  entry: true,
  module: true,
  chroot: true,
  preopens: true,
  compilerOptions: true,
  sources: true,
} as const

/** Of a request, what one run of a program may say. */
export const programRunSchema = runRequestSchema
  .omit(ofProgram)
  .meta({ title: 'A run of a program', description: 'Files are those of the program and these.' })

export function mountPrograms(app: Hono<Env>, service: Service): void {
  const { programs } = service

  app.post('/v1/compile', async (c) => {
    const json = await readRunRequest(c, service.bodyLimit)
    only(json, Object.keys(compileSchema.shape))
    const request = service.prepared(decodeRequest(json, 'POST /v1/compile'))
    const { key, ...given } = givenBy(c)
    tell(c, { runtime: request.runtime })
    const program = await compiled(service, request, { ...given, key })
    const { ok, runtime, stages, failure } = program
    const told = { runtime, ok, stages }
    if (!ok) {
      await program.close()
      return c.json({ ...told, ...(failure !== undefined && { failure: encodeResult(failure) }) })
    }
    const { id } = programs.add(program, key)
    return c.json({ id, ...told }, 201, { location: `/v1/programs/${id}` })
  })

  app.post('/v1/programs/:id/run', async (c) => {
    const isStream = asksStream(c.req.query('stream'))
    const given = givenBy(c)
    const { program } = programs.get(c.req.param('id'), given.key)
    const json = await readRunRequest(c, service.bodyLimit)
    for (const field of Object.keys(ofProgram)) {
      if (Object.hasOwn(json, field)) throw new FuelcellError('unknown-option', say.notForRuns(field))
    }
    const call = 'POST /v1/programs/{id}/run'
    const request = service.prepared(decodeRequest({ ...json, runtime: program.runtime, code: '' }, call))
    tell(c, { runtime: request.runtime })
    const allowed = service.allowRun(request, given)
    const admitted = await service.admission.admit(allowed)
    const { runtime: _, code: __, ...options } = within(request, allowed)
    const run = (more: ProgramRun) =>
      admitted.perform(async () => {
        const value = await program.run({ ...options, ...more })
        service.noteRun(value)
        return { value, fuel: value.usage.fuel }
      })
    if (isStream) return streamed(c, service, allowed.limits, run)
    const result = await run(given.signal === undefined ? {} : { signal: given.signal })
    tell(c, { outcome: result.status, fuel: result.usage.fuel })
    return c.body(JSON.stringify(encodeResult(result)), 200, {
      'content-type': JSON_TYPE,
      'cache-control': 'no-store',
      ...fuelHeaders(result),
    })
  })

  app.delete('/v1/programs/:id', (c) => {
    programs.remove(c.req.param('id'), c.get('key'))
    return c.body(null, 204)
  })
}

async function compiled(service: Service, request: RunRequest, given: Given): Promise<Program> {
  const { runtime, code, entry, files, compilerOptions, sources } = request
  if (code === undefined) throw new FuelcellError('invalid-option', say.noCode)
  const allowed = service.allow(request, given)
  const admitted = await service.admission.admit(allowed)
  return admitted.perform(async () => {
    const value = await service.runner.compile(runtime, code, {
      ...(entry !== undefined && { entry }),
      ...(files !== undefined && { files }),
      ...(compilerOptions !== undefined && { compilerOptions }),
      ...(sources !== undefined && { sources }),
      ...(allowed.limits !== undefined && { limits: allowed.limits }),
      ...(given.signal !== undefined && { signal: given.signal }),
    })
    return { value, fuel: value.stages.reduce((sum, stage) => sum + stage.usage.fuel, 0) }
  })
}

/** @throws FuelcellError `unknown-option` for a field of runs. */
function only(json: JsonObject, fields: readonly string[]): void {
  for (const field of Object.keys(json)) {
    if (Object.hasOwn(runRequestSchema.shape, field) && !fields.includes(field)) {
      throw new FuelcellError('unknown-option', say.notForCompiling(field))
    }
  }
}
