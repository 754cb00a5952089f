/** Shell commands that start one program and need no shell. */
import { extname, normalize } from 'node:path/posix'
import { canonicalRuntime, runtimeOfExtension } from '../../languages/languages.js'

export interface Command {
  readonly entry: string
  readonly args: readonly string[]
}

/** What starts a program of a language; what else is written before the file changes nothing here. */
const interpreters: Readonly<Record<string, string>> = {
  python: 'python',
  python3: 'python',
  node: 'quickjs',
  ruby: 'ruby',
  php: 'php',
}
const withoutWeight: readonly string[] = ['-u', '-B']

/** A word without anything that a shell would look at, or one in quotes. */
const word = /([\w./=:@%+,-]+)|'([^']*)'|"([^"$`\\!]*)"/y

/** `null` for anything else: pipes, redirections, variables, other programs. */
export function simpleCommand(text: string): Command | null {
  const [interpreter = '', ...rest] = wordsOf(text) ?? []
  const runtime = Object.hasOwn(interpreters, interpreter) ? interpreters[interpreter] : undefined
  const start = rest.findIndex((one) => !withoutWeight.includes(one))
  const [file, ...args] = start === -1 ? [] : rest.slice(start)
  if (runtime === undefined || file === undefined || file.startsWith('-') || file.startsWith('/')) return null
  const entry = normalize(file)
  const language = runtimeOfExtension(extname(entry))
  return language !== undefined && canonicalRuntime(language) === runtime && !entry.startsWith('..')
    ? { entry, args }
    : null
}

function wordsOf(text: string): readonly string[] | null {
  const words: string[] = []
  const trimmed = text.trim()
  for (let at = 0; at < trimmed.length; ) {
    word.lastIndex = at
    const [whole = '', plain, single, double] = word.exec(trimmed) ?? []
    const found = plain ?? single ?? double
    if (found === undefined) return null
    words.push(found)
    const end = at + whole.length
    at = end
    while (trimmed[at] === ' ' || trimmed[at] === '\t') at += 1
    if (at === end && at < trimmed.length) return null
  }
  return words
}
