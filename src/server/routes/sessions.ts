/** `/v1/sessions`: state between steps, over HTTP; and `/mcp`, whose tools use the same sessions. */
import type { Context, Hono } from 'hono'
import { routePath } from 'hono/route'
import { z } from 'zod'
import { FuelcellError } from '../../core/errors.js'
import { packageVersion } from '../../core/package-version.js'
import { openSession, type SessionRunner, type StepResult } from '../../runner/sessions/session.js'
import { SessionStore } from '../../runner/sessions/store.js'
import { decodeBytes, encodeResult, runRequestSchema } from '../../wire/index.js'
import { fuelHeaders } from '../dialects/headers.js'
import type { Env } from '../env.js'
import { goneSignal } from '../http/gone.js'
import { readRequest } from '../http/read-request.js'
import { server as say } from '../messages.js'
import { currentKey } from '../scope.js'
import type { Service } from '../service.js'
import { asksStream, type Listening, streamed } from '../streams/streamed.js'
import { checked } from './checked.js'

const { files, limits, clockStartMs, stdin, runtime } = runRequestSchema.shape
const key = z.string().min(1).max(1000).exactOptional().describe('What it was or will be saved with.')

export const openSchema = z
  .strictObject({
    runtime: runtime.exactOptional(),
    files,
    limits,
    clockStartMs,
    seed: z.int().min(0).exactOptional(),
    from: z.base64().exactOptional().describe('A session that was saved.'),
    key,
  })
  .meta({ title: 'A session', description: 'What a session begins with.' })
export const stepSchema = z
  .strictObject({ code: z.string(), stdin, limits, onFailure: z.enum(['keep', 'undo']).exactOptional() })
  .meta({ title: 'A step', description: 'A step of a session.' })
export const saveSchema = z.strictObject({ key })
export const rewindSchema = z.strictObject({ to: z.int().min(0) })
export const completeSchema = z.strictObject({
  text: z.string().max(1_000_000),
  position: z.int().min(0).exactOptional(),
})

/** Whose sessions are where no key is asked for. */
const ANYBODY = 'anybody'

export function mountSessions(app: Hono<Env>, service: Service): void {
  const { runner } = service
  // One for all sessions: what a session needs is prepared once for it.
  const steps: SessionRunner = {
    run: (request) => service.run(request, {}),
    provision: (name) => runner.provision(name),
  }
  const store = new SessionStore({ open: (options) => openSession(steps, options) })
  const owner = () => currentKey() ?? ANYBODY
  const of = (c: Context<Env>) => store.get(owner(), c.req.param('id') ?? '')
  const body = async <Shape extends z.core.$ZodLooseShape>(
    c: Context<Env>,
    schema: z.ZodObject<Shape, z.core.$strict>,
  ) => checked(schema, (await readRequest(c, service.bodyLimit)).json, `${c.req.method} ${routePath(c, -1)}`)

  app.post('/v1/sessions', async (c) => {
    const { from, files: given, limits: asked, ...rest } = await body(c, openSchema)
    const { compile: _, ...plainLimits } = asked ?? {}
    const id = await store.open(owner(), {
      ...rest,
      limits: plainLimits,
      ...(from === undefined ? {} : { from: new Uint8Array(Buffer.from(from, 'base64')) }),
      ...(given === undefined ? {} : { files: treeOf(given) }),
    })
    return c.json({ session: id, runtime: store.get(owner(), id).runtime }, 201, { location: `/v1/sessions/${id}` })
  })
  app.get('/v1/sessions/:id', (c) => {
    const { runtime: name, history } = of(c)
    return c.json({ runtime: name, history })
  })
  app.post('/v1/sessions/:id/run', async (c) => {
    const { code, stdin: input, limits: asked, onFailure } = await body(c, stepSchema)
    const { compile: _, ...plainLimits } = asked ?? {}
    const session = of(c)
    const given = {
      limits: plainLimits,
      ...(input === undefined ? {} : { stdin: textOf(input) }),
      ...(onFailure === undefined ? {} : { onFailure }),
    }
    if (!asksStream(c.req.query('stream'))) {
      const result = await session.run(code, { ...given, signal: goneSignal(c) })
      return c.json(
        encodeStep(result),
        200,
        fuelHeaders({ ...result, usage: { ...result.usage, fuel: result.step.fuel } }),
      )
    }
    const run = ({ signal, onOutput }: Listening) => session.run(code, { ...given, signal, onOutput })
    return streamed(c, service, plainLimits, run, encodeStep)
  })
  app.post('/v1/sessions/:id/fork', async (c) => {
    const id = await store.fork(owner(), c.req.param('id'))
    return c.json({ session: id }, 201, { location: `/v1/sessions/${id}` })
  })
  app.post('/v1/sessions/:id/save', async (c) => {
    const saved = await of(c).save(await body(c, saveSchema))
    return c.body(Buffer.from(saved), 200, { 'content-type': 'application/octet-stream' })
  })
  app.post('/v1/sessions/:id/rewind', async (c) => {
    const session = of(c)
    await session.rewind((await body(c, rewindSchema)).to)
    return c.json({ history: session.history })
  })
  app.post('/v1/sessions/:id/complete', async (c) => {
    const { text, position } = await body(c, completeSchema)
    return c.json({ names: await of(c).complete(text, position) })
  })
  app.delete('/v1/sessions/:id', async (c) => {
    await store.close(owner(), c.req.param('id'))
    return c.body(null, 204)
  })

  let handler: ReturnType<typeof mcpHandler> | undefined
  app.all('/mcp', async (c) => {
    // A page of elsewhere has no business with tools.
    const origin = c.req.header('origin')
    if (origin !== undefined && hostOf(origin) !== c.req.header('host'))
      throw new FuelcellError('forbidden', say.origin)
    handler ??= mcpHandler(steps.run, store)
    return (await handler).fetch(c.req.raw)
  })
}

/** Loaded when somebody asks for it. */
async function mcpHandler(run: SessionRunner['run'], sessions: SessionStore) {
  const [{ createMcpHandler }, { createMcpServer }, version] = await Promise.all([
    import('@modelcontextprotocol/server'),
    import('../../mcp/server.js'),
    packageVersion(),
  ])
  return createMcpHandler(() => createMcpServer({ run, sessions, owner: currentKey() ?? ANYBODY, version }))
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

/** A step's Result: that of a run, and what is of the session. */
function encodeStep({ step, ...result }: StepResult) {
  return { ...encodeResult(result), step }
}

function textOf(input: string | { readonly text: string } | { readonly base64: string }): string {
  if (typeof input === 'string') return input
  return 'text' in input ? input.text : Buffer.from(input.base64, 'base64').toString()
}

function treeOf(given: NonNullable<z.output<typeof openSchema>['files']>): Record<string, string | Uint8Array> {
  return Object.fromEntries(
    Object.entries(given).map(([path, content]) => [
      path,
      typeof content === 'string' ? content : decodeBytes(content),
    ]),
  )
}
