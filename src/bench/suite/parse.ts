/** `bench.yaml` as data. Every complaint names the line. */
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { FuelcellError } from '../../errors.js'
import { bench as say } from '../../messages/bench.js'
import { nearestName } from '../../options.js'
import type { BenchCase } from '../case.js'
import { DEFAULT_MAX_SIZES, parseScan } from '../scan.js'
import { type SuiteFile, suiteSchema } from './schema.js'

/** A case whose files have not been read yet. Paths are from the folder of the suite. */
export interface SuiteCase extends Omit<BenchCase, 'code' | 'files'> {
  readonly code: { readonly text: string } | { readonly path: string }
  /** Path by name in the run directory. */
  readonly files: Readonly<Record<string, string>>
}

/** Longer than anything that is written by hand. */
export const MAX_SUITE_BYTES = 1_048_576

/** @throws FuelcellError `invalid-option` with every finding and its line. */
export function parseSuite(text: string, path: string, maxSizes = DEFAULT_MAX_SIZES): readonly SuiteCase[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  const refuse = (findings: readonly string[]) => {
    throw new FuelcellError('invalid-option', say.suiteInvalid(path, findings))
  }
  const [broken] = document.errors
  if (broken !== undefined) refuse([say.finding(lines.linePos(broken.pos[0]).line, broken.message)])
  const parsed = suiteSchema.safeParse(plainValue(document, refuse))
  const lineOf = (place: readonly PropertyKey[]) => lines.linePos(offsetOf(document, place)).line
  if (!parsed.success) return refuse(parsed.error.issues.flatMap((issue) => findings(issue, lineOf)))
  const findingsOfCases: string[] = []
  const names = new Map<string, number>()
  const cases = parsed.data.cases.flatMap((_, index) => {
    try {
      const one = caseOf(parsed.data, index, `${path}, line ${lineOf(['cases', index])}`, maxSizes)
      const earlier = one.name === undefined ? undefined : names.get(one.name)
      if (one.name !== undefined && earlier !== undefined) {
        findingsOfCases.push(say.finding(lineOf(['cases', index, 'name']), say.nameTwiceInSuite(one.name, earlier)))
      } else if (one.name !== undefined) names.set(one.name, lineOf(['cases', index, 'name']))
      return [one]
    } catch (error) {
      if (!(error instanceof FuelcellError)) throw error
      findingsOfCases.push(error.message)
      return []
    }
  })
  return findingsOfCases.length === 0 ? cases : refuse(findingsOfCases)
}

function plainValue(document: Document.Parsed, refuse: (findings: readonly string[]) => never): unknown {
  try {
    return document.toJS()
  } catch (error) {
    // Aliases that multiply beyond bounds, or that name nothing.
    return refuse([error instanceof Error ? error.message : String(error)])
  }
}

function caseOf(suite: SuiteFile, index: number, place: string, maxSizes: number): SuiteCase {
  const given = suite.cases[index]
  if (given === undefined || (given.code === undefined) === (given.file === undefined)) {
    throw new FuelcellError('invalid-option', say.codeOrFile(place))
  }
  const { code, file, scan, files, params, name = file, ...own } = given
  const { $schema: _schema, cases: _cases, files: commonFiles, params: commonParams, ...common } = suite
  const allParams = { ...commonParams, ...params }
  return {
    ...common,
    ...own,
    ...(name === undefined ? {} : { name }),
    code: file === undefined ? { text: code ?? '' } : { path: file },
    files: { ...commonFiles, ...files },
    ...(Object.keys(allParams).length === 0 ? {} : { params: allParams }),
    ...(scan === undefined ? {} : { scan: parseScan(scan, `${place}: scan`, maxSizes) }),
  }
}

/** Where a value's key stands, or the value in a list; where it is missing, what it is missing from. */
function offsetOf(document: Document.Parsed, place: readonly PropertyKey[]): number {
  for (let length = place.length; length > 0; length -= 1) {
    const above = length === 1 ? document.contents : document.getIn(place.slice(0, length - 1), true)
    const name = place[length - 1]
    const pair = isMap(above) ? above.items.find(({ key }) => isScalar(key) && key.value === name) : undefined
    const node = pair?.key ?? document.getIn(place.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}

function findings(issue: z.core.$ZodIssue, lineOf: (place: readonly PropertyKey[]) => number): string[] {
  if (issue.code === 'unrecognized_keys') {
    const known = issue.path.length === 0 ? suiteSchema.shape : suiteSchema.shape.cases.element.shape
    return issue.keys.map((key) =>
      say.finding(lineOf([...issue.path, key]), say.unknownKey(key, nearestName(key, Object.keys(known)))),
    )
  }
  const place = issue.path.map(String).join('.')
  return [say.finding(lineOf(issue.path), place === '' ? issue.message : `${place}: ${issue.message}`)]
}
