/** Options that fix the world of a run: how it starts, its random stream, its clock. */
import { FuelcellError } from '../core/errors.js'
import type { Start } from '../core/result.js'
import { MAX_CLOCK_START_MS } from '../core/units.js'
import { commandLine as say } from './messages.js'

export function parseStart(text: string, option: string): Start {
  if (text === 'cold' || text === 'warm') return text
  throw new FuelcellError('invalid-option', say.badValue(option, text, say.startWanted))
}

/** A whole number from 0, or `random` for one that is drawn and reported in `world.seed`. */
export function parseSeed(text: string, option: string): number | 'random' {
  if (text === 'random') return text
  const seed = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(seed)) throw new FuelcellError('invalid-option', say.badValue(option, text, say.seedWanted))
  return seed
}

/** Date, perhaps with a time that names its zone. A time without a zone is refused: it would differ between machines. */
const isoTime = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/

/** An ISO 8601 date or time as milliseconds since 1970-01-01T00:00:00Z; a date alone is its midnight in UTC. */
export function parseClock(text: string, option: string): number {
  const clockMs = isoTime.test(text) ? Date.parse(text) : Number.NaN
  const day = text.slice(0, 10)
  // Date.parse rolls 30 February over to March; the day must come back as it was written.
  const realDay = !Number.isNaN(clockMs) && new Date(`${day}T00:00:00Z`).toISOString().startsWith(day)
  if (!realDay || clockMs < 0 || clockMs > MAX_CLOCK_START_MS)
    throw new FuelcellError('invalid-option', say.badValue(option, text, say.clockWanted))
  return clockMs
}
