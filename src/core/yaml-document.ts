/** YAML (and JSON, which is YAML too) that people wrote, checked by a schema. Every finding names its line. */
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type ParseOptions,
  parseDocument,
  type ToJSOptions,
  visit,
} from 'yaml'
import { z } from 'zod'
import { documents as say } from './document-messages.js'
import { nearestName } from './validate.js'

/** A document's value with the lines that its parts stand on. */
export interface YamlDocument {
  readonly value: unknown
  /** The line of a key or of a list's item, from 1; where it is missing, of what it is missing from. */
  readonly lineOf: (place: readonly PropertyKey[]) => number
}

export interface YamlOptions {
  /** All integers as bigint and mappings as `Map`: nothing of what was written is lost. Default: integers that no number holds exactly are. */
  readonly exact?: boolean
  /** Of what readers of YAML 1.1 wrote, such as those of Python: there `yes` is true, and `<<` takes over keys. Default 1.2. */
  readonly version?: '1.1' | '1.2'
}

/** @param refuse Throws what the caller throws for a list of findings. */
export function readYaml(
  text: string,
  refuse: (findings: readonly string[]) => never,
  { exact = false, version = '1.2' }: YamlOptions = {},
): YamlDocument {
  const lines = new LineCounter()
  const options: ParseOptions = { lineCounter: lines, intAsBigInt: true }
  // Warnings, such as of a tag that nobody knows, would otherwise go to stderr on their own.
  const quiet = { prettyErrors: false, uniqueKeys: true, logLevel: 'error' } as const
  const document = parseDocument(text, { ...options, version, ...quiet })
  const [broken] = [...document.errors, ...document.warnings]
  if (broken !== undefined) return refuse([say.finding(lines.linePos(broken.pos[0]).line, broken.message)])
  const lost = exact ? undefined : lostKey(document)
  if (lost !== undefined) return refuse([say.finding(lines.linePos(lost).line, say.lostKey(LOST_KEY))])
  const toJs: ToJSOptions = exact ? { mapAsMap: true } : { reviver: (_, value) => numberIfExact(value) }
  try {
    return { value: document.toJS(toJs), lineOf: (place) => lines.linePos(offsetOf(place)).line }
  } catch (error) {
    // Aliases that multiply beyond bounds, or that name nothing.
    return refuse([error instanceof Error ? error.message : String(error)])
  }

  function offsetOf(place: readonly PropertyKey[]): number {
    for (let length = place.length; length > 0; length -= 1) {
      const above = length === 1 ? document.contents : document.getIn(place.slice(0, length - 1), true)
      const name = place[length - 1]
      const pair = isMap(above) ? above.items.find(({ key }) => isScalar(key) && key.value === name) : undefined
      const node = pair?.key ?? document.getIn(place.slice(0, length), true)
      if (isNode(node) && node.range) return node.range[0]
    }
    return 0
  }
}

/** No plain object can be trusted to keep it. */
const LOST_KEY = '__proto__'

/** Where such a key stands. */
function lostKey(document: Document): number | undefined {
  let found: number | undefined
  visit(document, {
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === LOST_KEY) found ??= key.range?.[0]
    },
  })
  return found
}

function numberIfExact(value: unknown): unknown {
  return typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value
}

/** What a schema found wrong, each with its line, and unknown keys with the nearest name. */
export function schemaFindings(
  error: z.ZodError,
  schema: z.ZodType,
  lineOf: YamlDocument['lineOf'],
): readonly string[] {
  return error.issues.flatMap((issue) => findings(issue, [], schema, lineOf))
}

function findings(
  issue: z.core.$ZodIssue,
  above: readonly PropertyKey[],
  schema: z.ZodType,
  lineOf: YamlDocument['lineOf'],
): readonly string[] {
  const place = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, place)
    return issue.keys.map((key) => say.finding(lineOf([...place, key]), say.unknownKey(key, nearestName(key, known))))
  }
  if (issue.code === 'invalid_union') {
    // The form that was meant is the one whose outermost type fits.
    const meant = issue.errors.find((issues) =>
      issues.every(({ code, path }) => code !== 'invalid_type' || path.length > 0),
    )
    if (meant !== undefined) return meant.flatMap((inner) => findings(inner, place, schema, lineOf))
  }
  const name = place.map(String).join('.')
  const [inKey] = issue.code === 'invalid_key' ? issue.issues : []
  if (inKey !== undefined) return [say.finding(lineOf(place), `${name}: ${inKey.message}`)]
  return [say.finding(lineOf(place), name === '' ? issue.message : `${name}: ${issue.message}`)]
}

/** The keys that a schema knows at a place. */
function keysAt(schema: z.ZodType, place: readonly PropertyKey[]): readonly string[] {
  let found: readonly z.core.$ZodType[] = [schema]
  for (const step of place) found = found.flatMap(unwrapped).flatMap((one) => below(one, step))
  return found.flatMap(unwrapped).flatMap((one) => (one instanceof z.ZodObject ? Object.keys(one.shape) : []))
}

function below(schema: z.core.$ZodType, step: PropertyKey): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodArray) return [schema.element]
  if (schema instanceof z.ZodRecord) return [schema.valueType]
  if (!(schema instanceof z.ZodObject)) return []
  const inner: z.core.$ZodType | undefined = schema.shape[String(step)]
  return inner === undefined ? [] : [inner]
}

function unwrapped(schema: z.core.$ZodType): readonly z.core.$ZodType[] {
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrapped)
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodExactOptional) return unwrapped(schema.unwrap())
  if (schema instanceof z.ZodPipe) return unwrapped(schema.in)
  return [schema]
}
