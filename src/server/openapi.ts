/** The description of the native routes, OpenAPI 3.1, from the schemas that check what comes in. */
import { z } from 'zod'
import { eventSchema, resultSchema, runRequestSchema } from '../wire/index.js'
import { openSchema, stepSchema } from './routes/sessions.js'
import { benchSchema, gradeSchema } from './routes/work.js'

type Json = Readonly<Record<string, unknown>>

const schema = (of: z.ZodType): Json => {
  const { $schema: _, ...made } = z.toJSONSchema(of, { io: 'input' })
  return made
}
const problem: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'retryable'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
    retryable: { type: 'boolean' },
  },
}
const json = (of: Json): Json => ({ 'application/json': { schema: of } })
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` })
const told = (description: string, content: Json | undefined): Json =>
  content === undefined ? { description } : { description, content }
const failures = (...statuses: readonly number[]): Json =>
  Object.fromEntries(
    statuses.map((status) => [
      String(status),
      told('A problem, as of RFC 9457.', { 'application/problem+json': { schema: ref('problem') } }),
    ]),
  )
const body = (content: Json): Json => ({ required: true, content })
const caller = [400, 401, 403, 413, 415, 429] as const
const sandbox = [500, 503, 507] as const
const id: Json = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }

let made: Json | undefined

export function openApi(): Json {
  made ??= {
    openapi: '3.1.0',
    info: {
      title: 'fuelcell',
      version: '1',
      description:
        'Runs code that nobody trusts, and says exactly what it cost. What a guest did is 200 with its status.',
    },
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
      schemas: {
        'run-request': schema(runRequestSchema),
        result: schema(resultSchema),
        event: schema(eventSchema),
        grade: schema(gradeSchema),
        bench: schema(benchSchema),
        session: schema(openSchema),
        step: schema(stepSchema),
        problem,
      },
    },
    paths: {
      '/v1/run': {
        post: {
          operationId: 'run',
          summary: 'Run a program once',
          parameters: [
            { name: 'stream', in: 'query', schema: { type: 'string' }, description: 'Answer with events, one a line.' },
            { name: 'if-none-match', in: 'header', schema: { type: 'string' } },
          ],
          requestBody: body(json(ref('run-request'))),
          responses: {
            '200': told('The Result; or events.', {
              ...json(ref('result')),
              'application/x-ndjson': { schema: ref('event') },
              'text/event-stream': { schema: { type: 'string' } },
            }),
            '304': told('The Result is that of the entity tag.', undefined),
            ...failures(...caller, 404, 422, ...sandbox),
          },
        },
      },
      '/v1/compile': {
        post: {
          operationId: 'compile',
          summary: 'Make a program that runs many times',
          requestBody: body(json(ref('run-request'))),
          responses: {
            '200': told('It could not be built; `failure` says why.', json({ type: 'object' })),
            '201': told('The program’s id.', json({ type: 'object', required: ['id'] })),
            ...failures(...caller, 404, 422, ...sandbox),
          },
        },
      },
      '/v1/programs/{id}/run': {
        post: {
          operationId: 'runProgram',
          summary: 'Run a program that was made',
          parameters: [id],
          requestBody: body(json({ type: 'object' })),
          responses: { '200': told('The Result.', json(ref('result'))), ...failures(...caller, 404, ...sandbox) },
        },
      },
      '/v1/programs/{id}': {
        delete: {
          operationId: 'deleteProgram',
          summary: 'Drop a program',
          parameters: [id],
          responses: { '204': told('It is gone.', undefined), ...failures(401, 404) },
        },
      },
      '/v1/grade': {
        post: {
          operationId: 'grade',
          summary: 'Mark a submission',
          requestBody: body(json(ref('grade'))),
          responses: { '200': told('The report.', json({ type: 'object' })), ...failures(...caller, 404, ...sandbox) },
        },
      },
      '/v1/bench': {
        post: {
          operationId: 'bench',
          summary: 'Measure what snippets cost',
          requestBody: body(json(ref('bench'))),
          responses: {
            '200': told('The figures.', json({ type: 'object' })),
            ...failures(...caller, 404, 422, ...sandbox),
          },
        },
      },
      '/v1/sessions': {
        post: {
          operationId: 'openSession',
          summary: 'Open a session: state between steps',
          requestBody: body(json(ref('session'))),
          responses: {
            '201': told('Its id.', json({ type: 'object', required: ['session'] })),
            ...failures(...caller, 404, ...sandbox),
          },
        },
      },
      '/v1/sessions/{id}': {
        get: {
          operationId: 'session',
          summary: 'The steps of a session',
          parameters: [id],
          responses: { '200': told('Its steps.', json({ type: 'object' })), ...failures(401, 404) },
        },
        delete: {
          operationId: 'closeSession',
          summary: 'Forget a session',
          parameters: [id],
          responses: { '204': told('It is gone.', undefined), ...failures(401, 404) },
        },
      },
      '/v1/sessions/{id}/run': {
        post: {
          operationId: 'runStep',
          summary: 'Run a step of a session',
          parameters: [id],
          requestBody: body(json(ref('step'))),
          responses: {
            '200': told('The Result, with `step`.', json({ type: 'object' })),
            ...failures(...caller, 404, ...sandbox),
          },
        },
      },
      '/v1/sessions/{id}/fork': {
        post: {
          operationId: 'forkSession',
          summary: 'Copy a session',
          parameters: [id],
          responses: {
            '201': told('The id of the copy.', json({ type: 'object', required: ['session'] })),
            ...failures(401, 404),
          },
        },
      },
      '/v1/sessions/{id}/save': {
        post: {
          operationId: 'saveSession',
          summary: 'A session as bytes',
          parameters: [id],
          requestBody: body(json({ type: 'object', properties: { key: { type: 'string' } } })),
          responses: {
            '200': told('The session.', { 'application/octet-stream': { schema: { type: 'string' } } }),
            ...failures(...caller, 404),
          },
        },
      },
      '/v1/sessions/{id}/rewind': {
        post: {
          operationId: 'rewindSession',
          summary: 'Go back to a step',
          parameters: [id],
          requestBody: body(
            json({ type: 'object', required: ['to'], properties: { to: { type: 'integer', minimum: 0 } } }),
          ),
          responses: { '200': told('Its steps.', json({ type: 'object' })), ...failures(...caller, 404) },
        },
      },
      '/v1/sessions/{id}/complete': {
        post: {
          operationId: 'completeName',
          summary: 'How a name may go on',
          parameters: [id],
          requestBody: body(
            json({
              type: 'object',
              required: ['text'],
              properties: { text: { type: 'string' }, position: { type: 'integer' } },
            }),
          ),
          responses: { '200': told('Names.', json({ type: 'object' })), ...failures(...caller, 404, ...sandbox) },
        },
      },
      ...Object.fromEntries(
        [
          ['/v1/runtimes', 'What can be run'],
          ['/healthz', 'Whether the process lives'],
          ['/readyz', 'Whether it takes runs'],
        ].map(([path = '', summary = '']) => [
          path,
          {
            get: {
              operationId: path.replaceAll(/\W/g, ''),
              summary,
              responses: { '200': told(summary, json({ type: 'object' })), ...failures(401, 503) },
            },
          },
        ]),
      ),
    },
    security: [{ key: [] }, {}],
  }
  return made
}

/** The same for people, without a script. */
export function openApiPage(): string {
  const { paths } = openApi() as { paths: Record<string, Record<string, { summary: string }>> }
  const rows = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { summary }]) => `<tr><td><code>${method.toUpperCase()}</code><td><code>${path}</code><td>${summary}`,
    ),
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>fuelcell</title>
<style>body{font:16px/1.5 system-ui;max-width:50rem;margin:2rem auto;padding:0 1rem}td{padding:.2rem 1rem .2rem 0}</style>
<h1>fuelcell</h1><p>Runs code that nobody trusts, and says exactly what it cost.
The whole description is <a href="/openapi.json">/openapi.json</a>.</p><table>${rows.join('\n')}</table></html>`
}
