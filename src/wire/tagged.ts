/** Values of a guest's on the wire: the tagged data of `call` and `returned`, checked where it comes in. */
import { z } from 'zod'
import type { Tagged } from '../core/tagged.js'

/** The most levels, as where values leave a guest: JSON that is deeper is not looked at. */
const MAX_DEPTH = 64

type Recursive = z.ZodType<Tagged>

export const wireTagged: Recursive = z.lazy(() =>
  z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('None') }),
    z.strictObject({ type: z.literal('bool'), value: z.boolean() }),
    z.strictObject({ type: z.literal('int'), value: z.string().regex(/^-?\d+$/) }),
    z.strictObject({ type: z.literal('float'), value: z.string().regex(/^(-?(\d+(\.\d+)?(e[+-]?\d+)?|inf)|nan)$/) }),
    z.strictObject({ type: z.literal('str'), value: z.string() }),
    z.strictObject({ type: z.literal('bytes'), value: z.string().regex(/^(?:[0-9a-f]{2})*$/) }),
    z.strictObject({ type: z.enum(['list', 'tuple']), value: z.array(wireTagged).readonly() }),
    z.strictObject({ type: z.enum(['set', 'frozenset']), value: z.array(wireTagged).readonly() }),
    z.strictObject({
      type: z.literal('dict'),
      value: z.array(z.tuple([wireTagged, wireTagged]).readonly()).readonly(),
    }),
    z.strictObject({ type: z.literal('unsupported'), value: z.string() }),
  ]),
)

/** Whether a value nests no deeper than tagged data can: to be asked before a recursive schema is. */
export function isShallow(value: unknown, left = 3 * MAX_DEPTH): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (left === 0) return false
  return Object.values(value).every((part) => isShallow(part, left - 1))
}
