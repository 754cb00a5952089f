/** Quoting: what guests, callers and files named is data, and never reaches a terminal raw. */

const QUOTED_CHARACTERS = 80
/** Of the path of a file of this machine: it has to be found. */
const PATH_CHARACTERS = 1000
/** Control, format (bidi marks among them), surrogate, private and separator characters, the space excepted. */
const unprintable = /(?! )[\p{C}\p{Z}]/gu

/** A name or value in double quotes, safe to print: escaped like JSON, cut at 80 characters. */
export function quote(text: string): string {
  return quoteUpTo(text, QUOTED_CHARACTERS)
}

/** {@link quote} for a path of this machine, cut at 1,000 characters. */
export function quotePath(path: string): string {
  return quoteUpTo(path, PATH_CHARACTERS)
}

function quoteUpTo(text: string, most: number): string {
  const characters = Array.from(text.slice(0, 2 * most + 2))
  const cut = characters.length > most
  const kept = cut ? characters.slice(0, most).join('') : text
  return `${escapeUnprintable(JSON.stringify(kept))}${cut ? '…' : ''}`
}

/** A word as a POSIX shell takes it, safe to print; cut at 80 characters. */
export function shellWord(word: string): string {
  const safe = escapeUnprintable(word.length > QUOTED_CHARACTERS ? `${word.slice(0, QUOTED_CHARACTERS)}…` : word)
  return /^[\w@%+=:,./-]+$/.test(safe) ? safe : `'${safe.replaceAll("'", "'\\''")}'`
}

/** Diagnostics of several lines, with everything but line ends made printable. */
export function printable(text: string): string {
  return text.split('\n').map(escapeUnprintable).join('\n')
}

/** Text for one cell of a table or one line of a report: printable, line ends turned into spaces. */
export function oneLine(text: string): string {
  return printable(text).replaceAll('\n', ' ')
}

function escapeUnprintable(text: string): string {
  return text.replace(unprintable, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}

/** Any value, short: for telling a caller what was given. */
export function show(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `the string ${quote(value)}`
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value)
    case 'bigint':
      return `the bigint ${quote(String(value))}`
    case 'symbol':
      return 'a symbol'
    case 'function':
      return 'a function'
    default:
      if (value === null) return 'null'
      return Array.isArray(value) ? 'an array' : kindOf(value)
  }
}

/** Such as `a Promise`, for what was not awaited. */
function kindOf(value: unknown): string {
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1)
  if (tag === 'Object' || !/^[A-Z]\w{0,30}$/.test(tag)) return 'an object'
  return `${/^[AEIO]/.test(tag) ? 'an' : 'a'} ${tag}`
}

/** A number with thousands separated, the same in every locale. By hand, because `Intl` takes 18 ms to load. */
export function count(value: number): string {
  const [whole = '', ...fraction] = String(value).split('.')
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...fraction].join('.')
}
