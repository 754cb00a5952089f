/** JSON in one line. */

/** Control, format (bidi marks and tags among them), private, unassigned and separator characters: legal in JSON, but not fit for a terminal. */
const unfit = /(?! )[\p{C}\p{Z}]/gu

/** Data as one line of JSON that is safe to print, without its end. */
export function toLine(data: unknown): string {
  return JSON.stringify(data).replace(unfit, escaped)
}

/** Characters beyond the first plane take two escapes. */
function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`
  }).join('')
}
