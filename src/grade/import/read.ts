/** Files of a package, which anybody may have broken: what is wrong with them is said with file and line. */

import { readYaml, type YamlDocument, type YamlOptions } from '../../core/yaml-document.js'
import { savedText } from '../encoding.js'
import { gradeImports as say } from '../messages/imports.js'
import type { Source } from './draft.js'
import { refuse } from './notes.js'

/** @throws FuelcellError `invalid-option` with file and line for what is no YAML. */
export function readYamlFile(source: Source, path: string, options: YamlOptions = {}): YamlDocument {
  return readYamlText(textOf(source, path), path, options)
}

/** The same for a text that was changed on its way. */
export function readYamlText(text: string, path: string, options: YamlOptions = {}): YamlDocument {
  return readYaml(text, (findings) => refuse(path, say.broken(findings)), options)
}

/**
 * JSON with its integers exact: beyond 2^53 they are bigint, and with `exact` all are, with mappings as `Map`.
 * @throws FuelcellError `invalid-option` with file and line for what is no JSON, and for keys that stand twice.
 */
export function readJsonFile(source: Source, path: string, options: YamlOptions = {}): YamlDocument {
  const text = textOf(source, path)
  try {
    JSON.parse(text)
  } catch (error) {
    refuse(path, say.broken([jsonFinding(text, error)]), error)
  }
  // JSON is YAML, and this reader keeps integers and lines.
  return readYaml(text, (findings) => refuse(path, say.broken(findings)), options)
}

/** Node says the position, and the line as well, or neither, by its version. */
function jsonFinding(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const [, position] = /\bposition (\d+)/.exec(message) ?? []
  const at = position === undefined ? brokenAt(text) : Number(position)
  const what = message.replace(/ in JSON at position .*| at position .*|, (?:\.\.\.)?".* is not valid JSON$/s, '')
  return say.brokenJson(text.slice(0, at).split('\n').length, what)
}

/** The length of the longest beginning that could still become JSON: found by halves, since what is broken stays broken. */
function brokenAt(text: string): number {
  const isBroken = (length: number) => {
    try {
      JSON.parse(text.slice(0, length))
      return false
    } catch (error) {
      return error instanceof Error && error.message.startsWith('Unexpected token')
    }
  }
  if (!isBroken(text.length)) return text.length
  let [good, bad] = [0, text.length]
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (isBroken(middle)) bad = middle
    else good = middle
  }
  return good
}

/** Text of a file of the package, in whatever encoding it was saved. */
export function textOf(source: Source, path: string): string {
  return savedText(source.bytes(path)) ?? refuse(path, say.notUtf8)
}
