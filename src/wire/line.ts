/** JSON in one line. */
import { escapeAsUnits } from '../core/escape.js'

/** Control, format (bidi marks and tags among them), private, unassigned and separator characters: legal in JSON, but not fit for a terminal. */
const unfit = /(?! )[\p{C}\p{Z}]/gu

/** Data as one line of JSON that is safe to print, without its end. */
export function toLine(data: unknown): string {
  return escapeAsUnits(JSON.stringify(data), unfit)
}
