import type { z } from 'zod'
import { FuelcellError } from '../../core/errors.js'
import { nearestName } from '../../core/validate.js'
import { wire } from '../../wire/messages.js'
import { server as say } from '../messages.js'

/** @throws FuelcellError `unknown-option` for a field that is not known, with the nearest; `invalid-option` naming each that is wrong. */
export function checked<Shape extends z.core.$ZodLooseShape>(
  schema: z.ZodObject<Shape, z.core.$strict>,
  json: Readonly<Record<string, unknown>>,
  call: string,
): z.output<z.ZodObject<Shape, z.core.$strict>> {
  const known = Object.keys(schema.shape)
  for (const field of Object.keys(json)) {
    if (!known.includes(field)) {
      throw new FuelcellError('unknown-option', say.unknownField(call, field, nearestName(field, known), known))
    }
  }
  const read = schema.safeParse(json)
  if (read.success) return read.data
  throw new FuelcellError('invalid-option', wire.wrongFields(read.error.issues))
}
