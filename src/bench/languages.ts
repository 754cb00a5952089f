/** What bench has to know of a runtime's language: which files are in it, and how a name is given a value. */
import { FuelcellError } from '../errors.js'
import { bench as say } from '../messages/bench.js'
import type { ParameterValue } from './case.js'

interface Language {
  readonly extension: string
  /** A statement that gives a name a value, on one line; absent where the language has none. */
  readonly define?: (name: string, value: ParameterValue) => string
}

/** JSON's texts and numbers are literals in all of these. */
const literal = (value: ParameterValue) => JSON.stringify(value)
const pythonLiteral = (value: ParameterValue) =>
  typeof value === 'boolean' ? (value ? 'True' : 'False') : JSON.stringify(value)

/** By name of the runtime. */
const languages: Readonly<Record<string, Language>> = {
  python: { extension: '.py', define: (name, value) => `${name} = ${pythonLiteral(value)}` },
  ruby: { extension: '.rb', define: (name, value) => `${name} = ${literal(value).replaceAll('#', '\\u0023')}` },
  quickjs: { extension: '.js', define: (name, value) => `var ${name} = ${literal(value)};` },
  php: {
    extension: '.php',
    define: (name, value) => `<?php $${name} = ${literal(value).replaceAll('$', '\\x24')}; ?>`,
  },
  c: { extension: '.c', define: (name, value) => `#define ${name} ${literal(value)}` },
  sqlite: { extension: '.sql' },
}

/** The runtime for files of an extension, the dot included. */
export function runtimeOfExtension(extension: string): string | undefined {
  return Object.keys(languages).find((name) => languages[name]?.extension === extension)
}

export const extensions: readonly string[] = Object.values(languages).map(({ extension }) => extension)

/**
 * Lines that define the parameters in a runtime's language.
 * @throws FuelcellError `invalid-option` for a runtime whose language cannot do so.
 */
export function definitions(runtime: string, params: Readonly<Record<string, ParameterValue>>): string {
  const names = Object.keys(params)
  if (names.length === 0) return ''
  const define = Object.hasOwn(languages, runtime) ? languages[runtime]?.define : undefined
  if (define === undefined) throw new FuelcellError('invalid-option', say.noParameters(runtime, names))
  return names.map((name) => `${define(name, params[name] ?? '')}\n`).join('')
}
