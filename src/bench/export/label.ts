import { oneLine } from '../../core/quoting.js'

export const FONT = 'DejaVu Sans, Verdana, sans-serif'
const LABEL_CHARACTERS = 40

/** A name on one line, cut to what a picture has room for. */
export function label(name: string): string {
  const characters = Array.from(oneLine(name))
  return characters.length <= LABEL_CHARACTERS
    ? characters.join('')
    : `${characters.slice(0, LABEL_CHARACTERS).join('')}…`
}
