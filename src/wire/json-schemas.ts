/** The JSON Schemas of the wire, by the name of their file in `schemas/`. */
import { z } from 'zod'
import { eventSchema } from './events.js'
import { runRequestSchema } from './request.js'
import { resultSchema } from './result.js'

const schemas = { 'run-request': runRequestSchema, result: resultSchema, events: eventSchema }

/** Made of the very schemas that check what comes in. */
export function wireJsonSchemas(): Readonly<Record<keyof typeof schemas, unknown>> {
  const made = Object.entries(schemas).map(([name, schema]) => [
    name,
    z.toJSONSchema(schema, { io: 'input', reused: 'ref' }),
  ])
  return Object.fromEntries(made)
}
