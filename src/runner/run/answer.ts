/** What a guest tells of a call: a value, or an exception. */
import type { Result } from '../../core/result.js'
import type { Raised, Tagged } from '../../core/tagged.js'
import { NotTagged, readGuestJson, readTagged } from '../request/call-values.js'

export type Answer = Pick<Extract<Result, { status: 'exit' }>, 'returned' | 'raised'>

/** In place of an answer that is none: the guest damaged the interpreter that had to give it. */
const damaged: Tagged = { type: 'unsupported', value: 'damaged' }

const phases: readonly unknown[] = ['import', 'lookup', 'call'] satisfies ReadonlyArray<Raised['phase']>
/** How `_fuelcell/calls.py` begins an exception. A tagged value begins otherwise. */
const RAISED = '{"type":"raised",'

/** The guest owns its interpreter, so nothing in there is trusted. */
export function readAnswer(json: string): Answer {
  if (!json.startsWith(RAISED)) return { returned: readTagged(json) ?? damaged }
  const raised = readGuestJson(json, (answer) => raisedOf((answer as { readonly value?: unknown }).value))
  return raised === undefined ? { returned: damaged } : { raised }
}

function raisedOf(value: unknown): Raised {
  const { phase, types, message, file } = (value ?? {}) as Readonly<Record<keyof Raised, unknown>>
  const isWhole =
    phases.includes(phase) &&
    Array.isArray(types) &&
    types.every((type) => typeof type === 'string') &&
    typeof message === 'string' &&
    (file === null || typeof file === 'string')
  if (!isWhole) throw new NotTagged()
  return { phase: phase as Raised['phase'], types, message, file }
}
