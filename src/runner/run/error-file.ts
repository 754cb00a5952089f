import type { GuestError } from '../../core/result.js'

/** Bounds of a report's texts, in characters: those that a warm start keeps too. */
const MAX_TYPE = 1000
const MAX_MESSAGE = 65_536

/**
 * The error that a guest wrote into its report: JSON with `type`, `message`, and perhaps `line` and `traceback`.
 * Whatever is not that counts for nothing: the guest's own program may write there too, and gets no more by it than an error of its own making.
 */
export function parseReport(bytes: Uint8Array): GuestError | null {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const { type, message, line = null, traceback = '' } = value as Readonly<Record<string, unknown>>
  if (typeof type !== 'string' || typeof message !== 'string' || typeof traceback !== 'string') return null
  if (type === '' || type.length > MAX_TYPE || message.length > MAX_MESSAGE) return null
  if (line !== null && !(Number.isSafeInteger(line) && Number(line) > 0)) return null
  return { type, message, line: line === null ? null : Number(line), traceback }
}
