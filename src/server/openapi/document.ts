/** The description of the native routes, OpenAPI 3.1, from the very schemas that check what comes in. */
import { z } from 'zod'
import { callerCodes, systemCodes } from '../../core/errors.js'
import { eventSchema, resultSchema, runRequestSchema } from '../../wire/index.js'
import { wireTagged } from '../../wire/tagged.js'
import { PROBLEM_TYPE } from '../http/problem.js'
import { priorities } from '../keys/key.js'
import { benchSchema } from '../routes/bench.js'
import { gradeSchema } from '../routes/grade.js'
import { compileSchema, programRunSchema } from '../routes/programs.js'
import { CACHE_HEADER, PRIORITY_HEADER } from '../routes/run.js'
import { completeSchema, openSchema, rewindSchema, saveSchema, stepSchema } from '../routes/sessions.js'

export type Json = Readonly<Record<string, unknown>>

const problemSchema = z
  .strictObject({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    code: z.enum([...callerCodes, ...systemCodes]),
    retryable: z.boolean().describe('Whether the same request may succeed later.'),
    requestId: z.string().exactOptional(),
  })
  .meta({ title: 'A problem', description: 'As of RFC 9457. What a guest did is no problem but a Result.' })

const components = {
  'run-request': runRequestSchema,
  result: resultSchema,
  event: eventSchema,
  compile: compileSchema,
  'program-run': programRunSchema,
  grade: gradeSchema,
  session: openSchema,
  step: stepSchema,
  'save-session': saveSchema,
  'rewind-session': rewindSchema,
  'complete-name': completeSchema,
  bench: benchSchema,
  problem: problemSchema,
  'tagged-value': wireTagged,
} as const

/** What is only to be read for TypeScript would be only to be answered for OpenAPI. */
function plain({ jsonSchema }: { readonly jsonSchema: { readOnly?: boolean } }): void {
  delete jsonSchema.readOnly
}

/** Where the program may be: one of these is needed. */
const programs = [
  { required: ['code'] },
  { required: ['module'] },
  { required: ['entry', 'files'] },
  { required: ['call'], properties: { call: { required: ['module'] } } },
]

function componentSchemas(): Json {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(components)) registry.add(schema, { id })
  const { schemas } = z.toJSONSchema(registry, {
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
    override: plain,
  })
  const named = Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema])
  const all = Object.fromEntries(named)
  return { ...all, 'run-request': { ...all['run-request'], anyOf: programs } }
}

const json = (schema: Json): Json => ({ 'application/json': { schema } })
const ref = (name: keyof typeof components): Json => ({ $ref: `#/components/schemas/${name}` })
const told = (description: string, content?: Json, headers?: Json): Json => ({
  description,
  ...(content !== undefined && { content }),
  ...(headers !== undefined && { headers }),
})
const problem = told('What is wrong, as a problem.', { [PROBLEM_TYPE]: { schema: ref('problem') } })
const problems = (...statuses: readonly number[]): Json =>
  Object.fromEntries(statuses.map((one) => [String(one), problem]))
/** What a form may bring that JSON has as `files`; its text field `request` is the JSON. No schema of a form can say that. */
const FORM =
  'Files may come as multipart/form-data too: each a file of the form, and the rest as JSON in its text field `request`.'
const body = (content: Json): Json => ({ required: true, content })
const header = (description: string): Json => ({ description, schema: { type: 'string' } })

/** What any route may answer that reads a body and runs something. */
const failures = problems(400, 401, 403, 404, 408, 413, 415, 422, 429, 431, 500, 503, 507)
const fuelHeaders: Json = {
  'fuelcell-fuel': header('Fuel of the run.'),
  'fuelcell-epoch': header('Figures of different epochs are never comparable.'),
}
const priority: Json = {
  name: PRIORITY_HEADER,
  in: 'header',
  description: 'Who comes first where runs wait. Default normal; high is for keys that have it.',
  schema: { type: 'string', enum: priorities },
}
const stream: Json = {
  name: 'stream',
  in: 'query',
  allowEmptyValue: true,
  description: 'Answer with events as they happen: lines of JSON, or an event stream where Accept says so.',
  schema: { type: 'string', enum: ['', 'true', 'false', '1', '0'] },
}
const id: Json = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { type: 'string', pattern: '^[0-9a-f]{32}$' },
}
const events: Json = {
  'application/x-ndjson': { schema: { type: 'string', description: 'Lines, each an event.' } },
  'text/event-stream': { schema: { type: 'string', description: 'The same, each as the data of an event.' } },
}
const stages: Json = { type: 'array', items: { type: 'object' } }
const hello: Json = { runtime: 'python', code: 'print(6 * 7)' }
const unbuilt: Json = {
  type: 'object',
  required: ['runtime', 'ok', 'stages'],
  properties: { runtime: { type: 'string' }, ok: { const: false }, stages, failure: ref('result') },
}
const built: Json = {
  type: 'object',
  required: ['id', 'runtime', 'ok', 'stages'],
  properties: { id: { type: 'string' }, runtime: { type: 'string' }, ok: { const: true }, stages },
}
const runtimes: Json = {
  type: 'object',
  required: ['runtimes'],
  properties: {
    runtimes: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'version', 'aliases', 'fuelEpochs'],
        properties: {
          name: { type: 'string' },
          version: { type: 'string' },
          title: { type: 'string' },
          licence: { type: 'string' },
          aliases: { type: 'array', items: { type: 'string' } },
          extensions: { type: 'array', items: { type: 'string' } },
          entry: { type: 'string' },
          starts: { type: 'array', items: { enum: ['cold', 'warm'] } },
          defaultStart: { enum: ['cold', 'warm'] },
          isBuilt: { type: 'boolean' },
          fuelEpochs: {
            type: 'array',
            description: 'Those that showed since the server began.',
            items: { type: 'string' },
          },
        },
      },
    },
  },
}
const health: Json = { type: 'object', required: ['status'], properties: { status: { type: 'string' } } }

const sessionId: Json = { name: 'id', in: 'path', required: true, schema: { type: 'string', minLength: 1 } }
const opened = json({ type: 'object', required: ['session'], properties: { session: { type: 'string' } } })
const history: Json = { type: 'array', items: { type: 'object' } }

/** A route of a session: what it does, what it takes, what it gives. */
function ofSession(operationId: string, summary: string, request: Json | undefined, responses: Json): Json {
  return {
    operationId,
    summary,
    parameters: [sessionId],
    ...(request !== undefined && { requestBody: body(json(request)) }),
    responses: { ...responses, ...failures },
  }
}

const sessionPaths: Json = {
  '/v1/sessions': {
    post: {
      operationId: 'openSession',
      summary: 'Open a session: state between steps',
      requestBody: body({ 'application/json': { schema: ref('session'), example: { runtime: 'python' } } }),
      responses: { '201': told('Its id.', opened, { location: header('Of the session.') }), ...failures },
    },
  },
  '/v1/sessions/{id}': {
    get: ofSession('session', 'The steps of a session', undefined, {
      '200': told('Its steps.', json({ type: 'object', required: ['runtime', 'history'], properties: { history } })),
    }),
    delete: ofSession('closeSession', 'Forget a session', undefined, { '204': told('It is gone.') }),
  },
  '/v1/sessions/{id}/run': {
    post: {
      ...ofSession('runStep', 'Run a step of a session', ref('step'), {
        '200': told('The Result, with `step`; or its events.', { ...json({ type: 'object' }), ...events }, fuelHeaders),
      }),
      parameters: [sessionId, stream],
    },
  },
  '/v1/sessions/{id}/fork': {
    post: ofSession('forkSession', 'Copy a session', undefined, { '201': told('The id of the copy.', opened) }),
  },
  '/v1/sessions/{id}/save': {
    post: ofSession('saveSession', 'A session as bytes', ref('save-session'), {
      '200': told('The session.', {
        'application/octet-stream': { schema: { type: 'string', contentMediaType: 'application/octet-stream' } },
      }),
    }),
  },
  '/v1/sessions/{id}/rewind': {
    post: ofSession('rewindSession', 'Go back to a step', ref('rewind-session'), {
      '200': told('Its steps.', json({ type: 'object', required: ['history'], properties: { history } })),
    }),
  },
  '/v1/sessions/{id}/complete': {
    post: ofSession('completeName', 'How a name may go on', ref('complete-name'), {
      '200': told(
        'Names.',
        json({
          type: 'object',
          required: ['names'],
          properties: { names: { type: 'array', items: { type: 'string' } } },
        }),
      ),
    }),
  },
}

const paths: Json = {
  '/v1/run': {
    post: {
      operationId: 'run',
      description: FORM,
      summary: 'Run a program once',
      parameters: [stream, priority, { name: 'if-none-match', in: 'header', schema: { type: 'string' } }],
      requestBody: body({
        'application/json': { schema: ref('run-request'), example: hello },
      }),
      responses: {
        '200': told(
          'The Result, or its events.',
          { ...json(ref('result')), ...events },
          {
            ...fuelHeaders,
            etag: header('Stands for the Result; absent where another run might have another.'),
            [CACHE_HEADER]: header('hit or miss, where the server keeps answers.'),
          },
        ),
        '304': told('The Result is the one that the entity tag of If-None-Match stands for.'),
        ...failures,
      },
    },
  },
  '/v1/compile': {
    post: {
      operationId: 'compile',
      description: FORM,
      summary: 'Compile a program for many runs',
      parameters: [priority],
      requestBody: body({
        'application/json': { schema: ref('compile'), example: hello },
      }),
      responses: {
        '200': told('It could not be built; `failure` says why.', json(unbuilt)),
        '201': {
          ...told('It is kept until nobody runs it for long.', json(built), { location: header('Of the program.') }),
          links: {
            run: { operationId: 'runProgram', description: FORM, parameters: { id: '$response.body#/id' } },
            remove: { operationId: 'removeProgram', parameters: { id: '$response.body#/id' } },
          },
        },
        ...failures,
      },
    },
  },
  '/v1/programs/{id}/run': {
    post: {
      operationId: 'runProgram',
      summary: 'Run a program that was compiled',
      parameters: [id, stream, priority],
      requestBody: body({
        'application/json': { schema: ref('program-run'), example: { stdin: '' } },
      }),
      responses: {
        '200': told('The Result, or its events.', { ...json(ref('result')), ...events }, fuelHeaders),
        ...failures,
      },
    },
  },
  '/v1/programs/{id}': {
    delete: {
      operationId: 'removeProgram',
      summary: 'Let a program go',
      parameters: [id],
      responses: { '204': told('It is gone.'), ...problems(400, 401, 404, 431, 500) },
    },
  },
  ...sessionPaths,
  '/v1/grade': {
    post: {
      operationId: 'grade',
      description: 'Also as multipart/form-data, with a zip `task`, and files or a zip `submission`.',
      summary: 'Mark a submission',
      parameters: [priority],
      requestBody: body(json(ref('grade'))),
      responses: {
        '200': told('The report.', json({ type: 'object', required: ['score', 'maxScore', 'status', 'tests'] })),
        ...failures,
      },
    },
  },
  '/v1/bench': {
    post: {
      operationId: 'bench',
      summary: 'Measure what snippets cost',
      parameters: [priority],
      requestBody: body(json(ref('bench'))),
      responses: {
        '200': told('The figures.', json({ type: 'object', required: ['fuelEpoch', 'world', 'results'] })),
        ...failures,
      },
    },
  },
  '/v1/runtimes': {
    get: {
      operationId: 'runtimes',
      summary: 'What can be run',
      responses: { '200': told('The runtimes.', json(runtimes)), ...problems(400, 401, 431, 500) },
    },
  },
  '/healthz': {
    get: {
      operationId: 'health',
      summary: 'Whether the server lives',
      security: [],
      responses: { '200': told('It does.', json(health)), ...problems(400, 431) },
    },
  },
  '/readyz': {
    get: {
      operationId: 'readiness',
      summary: 'Whether it takes runs without delay',
      security: [],
      responses: {
        '200': told('It does.', json(health)),
        '503': told('It is starting or draining.', json(health)),
        ...problems(400, 431),
      },
    },
  },
  '/metrics': {
    get: {
      operationId: 'metrics',
      summary: 'Figures for Prometheus',
      responses: {
        '200': told('The figures.', { 'text/plain': { schema: { type: 'string' } } }),
        ...problems(400, 401, 431, 500),
      },
    },
  },
}

/** @param needsKey Whether a key is asked for. */
export function openApi(version: string, needsKey: boolean): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'fuelcell',
      version,
      description:
        'Runs code that nobody trusts, and says exactly what it cost. What a guest did is 200 with its status; what the caller did wrong is 4xx, and what went wrong in the sandbox 5xx.',
    },
    ...(needsKey && { security: [{ key: [] }] }),
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      schemas: componentSchemas(),
    },
    paths,
  }
}

/** Each route with what it is for. */
export function operations(): ReadonlyArray<{
  readonly method: string
  readonly path: string
  readonly summary: string
}> {
  return Object.entries(paths as Record<string, Record<string, { summary: string }>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary }]) => ({ method: method.toUpperCase(), path, summary })),
  )
}
