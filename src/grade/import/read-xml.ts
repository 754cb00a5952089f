/** XML of a package. Read by a library, and bounded here: a document type, which could define entities without end, is refused. */
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { documents } from '../../core/document-messages.js'
import { gradeImports as say } from '../messages/imports.js'
import type { Source } from './draft.js'
import { refuse } from './notes.js'
import { textOf } from './read.js'

export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** Of its own, without that of elements in it. */
  readonly text: string
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  trimValues: false,
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // Without it, `&#10;` stays as it is written.
  htmlEntities: true,
})

/** @throws FuelcellError `invalid-option` with file and line for what is no XML. */
export function readXmlFile(source: Source, path: string): XmlElement {
  const text = textOf(source, path)
  if (/<!DOCTYPE/i.test(text)) refuse(path, say.documentType)
  const found = XMLValidator.validate(text)
  if (found !== true) refuse(path, say.broken([finding(text, found.err)]))
  try {
    const [root, another] = elementsIn(parser.parse(text))
    if (root === undefined || another !== undefined) return refuse(path, say.notOneElement)
    return root
  } catch (error) {
    // Names that no plain object keeps, and more levels than any document has.
    return refuse(path, say.broken([error instanceof Error ? error.message : String(error)]), error)
  }
}

/** Of elements that are open at the end the library tells the names alone, and line 1. */
function finding(text: string, { line, msg }: { readonly line: number; readonly msg: string }): string {
  const [, open] = /^Invalid '\[(?:.*,)?\s*"([^"]*)"\s*\]' found\.$/s.exec(msg) ?? []
  if (open === undefined) return documents.finding(line, msg)
  return documents.finding(text.trimEnd().split('\n').length, say.openElement(open))
}

/** The library's form: a list of objects with a key for the name, and one for attributes. */
function elementsIn(parts: unknown): readonly XmlElement[] {
  if (!Array.isArray(parts)) return []
  return parts.flatMap((part: Readonly<Record<string, unknown>>): XmlElement[] => {
    const name = Object.keys(part).find((key) => key !== ATTRIBUTES && key !== TEXT)
    if (name === undefined) return []
    const inner: unknown = part[name]
    const attributes = Object.entries(part[ATTRIBUTES] ?? {}).map(([key, value]) => [key, String(value)] as const)
    return [{ name, attributes: Object.fromEntries(attributes), children: elementsIn(inner), text: textIn(inner) }]
  })
}

const ATTRIBUTES = ':@'
const TEXT = '#text'

function textIn(parts: unknown): string {
  if (!Array.isArray(parts)) return ''
  return parts.map((part: Readonly<Record<string, unknown>>) => String(part[TEXT] ?? '')).join('')
}

/** The elements at a path of names. */
export function elements(from: XmlElement | undefined, ...names: readonly string[]): readonly XmlElement[] {
  return names.reduce<readonly XmlElement[]>(
    (found, name) => found.flatMap(({ children }) => children.filter((child) => child.name === name)),
    from === undefined ? [] : [from],
  )
}

/** The first of them. */
export function element(from: XmlElement | undefined, ...names: readonly string[]): XmlElement | undefined {
  return elements(from, ...names)[0]
}
