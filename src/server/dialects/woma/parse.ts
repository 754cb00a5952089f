/** A request of woma's interface. */
import { field, jsonObject } from '../bodies/read-json.js'

export interface WomaRequest {
  readonly code: string
  /** Whether the code gets names of its own. */
  readonly isReset: boolean
}

/** `null` where there is no code. @param resetByDefault What holds where the request does not say. */
export function parseWoma(json: unknown, resetByDefault: boolean): WomaRequest | null {
  const body = jsonObject(json)
  const code = body === null ? undefined : field(body, 'code')
  if (body === null || typeof code !== 'string' || code === '') return null
  const reset = field(body, 'reset_globals')
  return { code, isReset: reset === undefined || reset === null ? resetByDefault : Boolean(reset) }
}
