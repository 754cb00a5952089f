/**
 * What bench has to know of a runtime's language: its names and files, as its manifest has them, how a name is given a value,
 * whether there is a setup.
 */

import { FuelcellError } from '../core/errors.js'
import type { Start } from '../core/result.js'
import { languages as say } from './messages.js'

/** A value that a snippet finds under a name. Whole numbers beyond `Number.MAX_SAFE_INTEGER` are bigints. */
export type ParameterValue = string | number | bigint | boolean

interface Language {
  /** What people call it. */
  readonly title: string
  /** Other names of the runtime. */
  readonly aliases: readonly string[]
  readonly extensions: readonly string[]
  /** A statement that gives a name a value, on one line; absent where the language has none. */
  readonly define?: (name: string, value: ParameterValue) => string
  /** Words that look like names and cannot be given values. */
  readonly reserved?: ReadonlySet<string>
  /** Whether a warm start meters a setup apart. Default false. */
  readonly hasSetup?: boolean
}

/** JSON's texts and numbers are literals in all of these. */
function literal(value: ParameterValue): string {
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value)
}

function pythonLiteral(value: ParameterValue): string {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : literal(value)
}

function defineMacro(name: string, value: ParameterValue): string {
  return `#define ${name} ${literal(value)}`
}

/** `keyword.kwlist` of Python 3.11. */
const pythonKeywords =
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in ' +
  'is lambda nonlocal not or pass raise return try while with yield'

const python: Language = {
  title: 'Python',
  aliases: ['py', 'python3', 'cpython'],
  extensions: ['.py'],
  define: (name, value) => `${name} = ${pythonLiteral(value)}`,
  // Of `__debug__` the compiler says the same as of a keyword.
  reserved: new Set([...pythonKeywords.split(' '), '__debug__']),
  hasSetup: true,
}

const php: Language = {
  title: 'PHP',
  aliases: ['php-cgi'],
  extensions: ['.php'],
  define: (name, value) => `<?php $${name} = ${literal(value).replaceAll('$', '\\x24')}; ?>`,
}

/** By name of the runtime. */
const languages: Readonly<Record<string, Language>> = {
  python,
  'python-tuned': { ...python, aliases: ['py-tuned'], extensions: [] },
  ruby: {
    title: 'Ruby',
    aliases: ['rb'],
    extensions: ['.rb'],
    define: (name, value) => `${name} = ${literal(value).replaceAll('#', '\\u0023')}`,
  },
  quickjs: {
    title: 'JavaScript',
    aliases: ['js', 'javascript', 'qjs'],
    extensions: ['.js'],
    define: (name, value) => `var ${name} = ${literal(value)}${typeof value === 'bigint' ? 'n' : ''};`,
  },
  php,
  'php-tuned': { ...php, aliases: [], extensions: [] },
  c: { title: 'C', aliases: ['clang'], extensions: ['.c'], define: defineMacro },
  cpp: {
    title: 'C++',
    aliases: ['c++', 'clangpp', 'clang++', 'cxx'],
    extensions: ['.cpp', '.cc', '.cxx'],
    define: defineMacro,
  },
  sqlite: { title: 'SQL', aliases: ['sql', 'sqlite3'], extensions: ['.sql'] },
}

/** The runtime for files of an extension, the dot included. */
export function runtimeOfExtension(extension: string): string | undefined {
  return Object.keys(languages).find((name) => languages[name]?.extensions.includes(extension.toLowerCase()))
}

/** The name of the runtime that is called so; what nobody here knows stays as it is. */
export function canonicalRuntime(name: string): string {
  return Object.keys(languages).find((known) => languages[known]?.aliases.includes(name)) ?? name
}

/** Whether programs of one runtime are programs of the other too. */
export function isSameLanguage(one: string, other: string): boolean {
  return languageName(one) === languageName(other)
}

/** What people call the language of a runtime. */
export function languageName(runtime: string): string {
  return languageOf(runtime)?.title ?? runtime
}

export const extensions: readonly string[] = Object.values(languages).flatMap((language) => language.extensions)

/** Whether the start of a runtime takes a setup, which is metered apart. @param start Default: the runtime's own. */
export function hasSetup(runtime: string, start: Start | undefined): boolean {
  return start !== 'cold' && languageOf(runtime)?.hasSetup === true
}

/**
 * Lines that define the parameters in a runtime's language, one each.
 * @throws FuelcellError `invalid-option` for a runtime whose language cannot do so, and for names that it keeps for itself.
 */
export function definitions(runtime: string, params: Readonly<Record<string, ParameterValue>>): string {
  const names = Object.keys(params)
  if (names.length === 0) return ''
  const { define, reserved } = languageOf(runtime) ?? {}
  if (define === undefined) throw new FuelcellError('invalid-option', say.noParameters(runtime, names))
  const keyword = names.find((name) => reserved?.has(name))
  if (keyword !== undefined) throw new FuelcellError('invalid-option', say.reservedName(runtime, keyword))
  return names.map((name) => `${define(name, params[name] ?? '')}\n`).join('')
}

function languageOf(runtime: string): Language | undefined {
  return Object.hasOwn(languages, runtime) ? languages[runtime] : undefined
}
