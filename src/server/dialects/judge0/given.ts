/** What a submission asks for, checked, and with its defaults. */
import { split } from 'shlex'
import { decodeLooseBase64 } from '../bodies/base64.js'
import { field, type JsonObject } from '../bodies/read-json.js'
import { textBytes } from '../bodies/text.js'
import type { Judge0Language } from './languages.js'
import { boundOf, type LimitName, limitOrder, MAX_OPTION_CHARACTERS, wholeLimits } from './limits.js'
import { judge0 as say } from './messages.js'

export interface Given {
  readonly sourceCode: Uint8Array
  readonly language: Judge0Language
  readonly stdin: Uint8Array | null
  readonly expectedOutput: Uint8Array | null
  readonly compilerOptions: string | null
  readonly commandLineArguments: string | null
  readonly limits: Readonly<Record<LimitName, number>>
  readonly perProcessTime: boolean
  readonly perProcessMemory: boolean
  readonly redirectStderr: boolean
  readonly callbackUrl: string | null
  /** A zip. */
  readonly additionalFiles: Uint8Array | null
}

/** Messages by field, those of one field in the order in which they were found. */
export type Problems = Readonly<Record<string, readonly string[]>>

export interface Rules {
  readonly languages: ReadonlyMap<number, Judge0Language>
  readonly mayCall: (url: string) => boolean
}

export type Checked = { readonly given: Given } | { readonly problems: Problems }

/** @param isBase64 Whether texts are encoded; an archive always is. */
export function checkSubmission(body: JsonObject, isBase64: boolean, rules: Rules): Checked {
  const problems = new Map<string, string[]>()
  const complain = (name: string, message: string) => {
    problems.set(name, [...(problems.get(name) ?? []), message])
  }
  const bytesOf = (name: string): Uint8Array | null => {
    const text = scalarText(field(body, name))
    if (text === null) return null
    return isBase64 ? decodeLooseBase64(text) : textBytes(text)
  }
  const sourceCode = bytesOf('source_code')
  if (sourceCode === null || isBlank(sourceCode)) complain('source_code', say.blank)
  const id = scalarText(field(body, 'language_id')) ?? ''
  if (id.trim() === '') complain('language_id', say.blank)
  const limits: Record<string, number> = {}
  for (const name of limitOrder) limits[name] = limitOf(name, field(body, name), complain)
  const options = { compiler_options: '', command_line_arguments: '' }
  for (const name of ['compiler_options', 'command_line_arguments'] as const) {
    options[name] = scalarText(field(body, name)) ?? ''
    if (options[name].length > MAX_OPTION_CHARACTERS) complain(name, say.tooLong(MAX_OPTION_CHARACTERS))
    else if (wordsOf(options[name]) === null) complain(name, say.notWords)
  }
  const language = /^\s*\d+\s*$/.test(id) ? rules.languages.get(Number(id)) : undefined
  if (language === undefined) complain('language_id', say.noLanguage(id))
  else if (options.compiler_options.trim() !== '' && language.compileCommand === null) {
    complain('compiler_options', say.onlyCompiled)
  }
  const url = scalarText(field(body, 'callback_url')) ?? ''
  if (url.trim() !== '' && !rules.mayCall(url)) complain('callback_url', say.noCallback)
  if (isTrue(field(body, 'enable_network'))) complain('enable_network', say.noNetwork)
  if (problems.size > 0 || language === undefined || sourceCode === null) {
    return { problems: Object.fromEntries(problems) }
  }
  const archive = scalarText(field(body, 'additional_files'))
  return {
    given: {
      sourceCode,
      language,
      stdin: bytesOf('stdin'),
      expectedOutput: bytesOf('expected_output'),
      compilerOptions: scalarText(field(body, 'compiler_options')),
      commandLineArguments: scalarText(field(body, 'command_line_arguments')),
      limits: limits as Record<LimitName, number>,
      perProcessTime: isTrue(field(body, 'enable_per_process_and_thread_time_limit')),
      perProcessMemory: isTrue(field(body, 'enable_per_process_and_thread_memory_limit')),
      redirectStderr: isTrue(field(body, 'redirect_stderr_to_stdout')),
      callbackUrl: url.trim() === '' ? null : url,
      additionalFiles: archive === null || archive.trim() === '' ? null : decodeLooseBase64(archive),
    },
  }
}

/** Words as a shell splits them; `null` where a quote or an escape has no end. Characters by which a shell does more are left out, as in the original. */
export function wordsOf(text: string): readonly string[] | null {
  try {
    return split(text.replace(/[$&;<>|`]/g, ''))
  } catch {
    return null
  }
}

/** Texts, and what is written as one; a list or an object is nothing, as an unknown field is. */
function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}

function limitOf(name: LimitName, value: unknown, complain: (name: string, message: string) => void): number {
  const { usual, most, least, above } = boundOf(name)
  const text = scalarText(value)
  if (text === null || text === '' || value === false) return usual
  const number = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : Number.NaN
  if (!Number.isFinite(number)) complain(name, say.notNumber)
  else if (above !== undefined && number <= above) complain(name, say.greater(above))
  else if (least !== undefined && number < least) complain(name, say.atLeast(least))
  else if (number > most) complain(name, say.atMost(most))
  return wholeLimits.has(name) ? Math.trunc(number) : number
}

/** What Rails takes for false is false; nothing is the default, which is false for all of them. */
function isTrue(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false
  return !falsities.has(typeof value === 'string' ? value.toLowerCase() : value)
}

const falsities: ReadonlySet<unknown> = new Set([false, 0, '0', 'f', 'false', 'off'])

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d))
}
