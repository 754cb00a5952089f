/**
 * What bench and grade have to know of a runtime's language, all of it from its manifest: its names and files, how a name is
 * given a value, whether there is a setup.
 */

import { FuelcellError } from '../core/errors.js'
import { escapeText } from '../core/escape.js'
import type { Start } from '../core/result.js'
import type { Parameters } from '../runtimes/manifest/manifest.js'
import { languages as say } from './messages.js'
import { type Language, readLanguages } from './read-languages.js'

/** A value that a snippet finds under a name. Whole numbers beyond `Number.MAX_SAFE_INTEGER` are bigints. */
export type ParameterValue = string | number | bigint | boolean

/** Read at the first question: most runs ask none. */
let read: ReadonlyMap<string, Language> | undefined

function languages(): ReadonlyMap<string, Language> {
  read ??= readLanguages()
  return read
}

/** The runtime for files of an extension, the dot included. */
export function runtimeOfExtension(extension: string): string | undefined {
  const wanted = extension.toLowerCase()
  return find(({ extensions = [] }) => extensions.includes(wanted))
}

/** The name of the runtime that is called so; what nobody here knows stays as it is. */
export function canonicalRuntime(name: string): string {
  return find(({ aliases = [] }) => aliases.includes(name)) ?? name
}

function find(fits: (language: Language) => boolean): string | undefined {
  return [...languages().values()].find(fits)?.name
}

/** Whether programs of one runtime are programs of the other too. */
export function isSameLanguage(one: string, other: string): boolean {
  return languageName(one) === languageName(other)
}

/** What people call the language of a runtime. */
export function languageName(runtime: string): string {
  return languages().get(runtime)?.language ?? runtime
}

/** How names of files end that some runtime takes, sorted. */
export function extensions(): readonly string[] {
  return [...languages().values()].flatMap((language) => language.extensions ?? []).sort()
}

/** Whether programs of a runtime are built before they run. */
export function isBuilt(runtime: string): boolean {
  return languages().get(runtime)?.stages !== undefined
}

/** Whether the start of a runtime takes a setup, which is metered apart. @param start Default: the runtime's own. */
export function hasSetup(runtime: string, start: Start | undefined): boolean {
  const warm = languages().get(runtime)?.starts.warm
  return start !== 'cold' && warm !== undefined && warm.rewind === undefined
}

/**
 * Lines that define the parameters in a runtime's language, one each.
 * @throws FuelcellError `invalid-option` for a runtime whose language cannot do so, and for names that it keeps for itself.
 */
export function definitions(runtime: string, params: Readonly<Record<string, ParameterValue>>): string {
  const names = Object.keys(params)
  if (names.length === 0) return ''
  const parameters = languages().get(runtime)?.parameters
  if (parameters === undefined) throw new FuelcellError('invalid-option', say.noParameters(runtime, names))
  const reserved = new Set(parameters.reserved?.split(' '))
  const keyword = names.find((name) => reserved.has(name))
  if (keyword !== undefined) throw new FuelcellError('invalid-option', say.reservedName(runtime, keyword))
  return names.map((name) => `${defined(name, params[name] ?? '', parameters)}\n`).join('')
}

function defined(name: string, value: ParameterValue, parameters: Parameters): string {
  return parameters.define.replace(/\{(name|value)\}/g, (_, what) =>
    what === 'name' ? name : literal(value, parameters),
  )
}

function literal(value: ParameterValue, { booleans, bigintSuffix = '', escapes = {} }: Parameters): string {
  switch (typeof value) {
    case 'boolean':
      return booleans?.[value ? 1 : 0] ?? String(value)
    case 'bigint':
      return `${value}${bigintSuffix}`
    default:
      return escapeText(JSON.stringify(value), escapes)
  }
}
