/** `bench.yaml` as data. Every complaint names the line. */

import { documents } from '../../core/document-messages.js'
import { FuelcellError } from '../../core/errors.js'
import { issueWords } from '../../core/schema-words.js'
import { readYaml, schemaFindings } from '../../core/yaml-document.js'
import type { BenchCase } from '../case.js'
import { bench as say } from '../messages.js'
import { DEFAULT_MAX_SIZES, parseScan } from '../scan.js'
import { type SuiteFile, suiteSchema } from './schema.js'

/** A case whose files have not been read yet. Paths are from the folder of the suite. */
export interface SuiteCase extends Omit<BenchCase, 'code' | 'files'> {
  readonly code: { readonly text: string } | { readonly path: string }
  /** Where the case begins in the suite. */
  readonly line: number
  /** Path by name in the run directory. */
  readonly files: Readonly<Record<string, string>>
}

/** Longer than anything that is written by hand. */
export const MAX_SUITE_BYTES = 1_048_576

/** @throws FuelcellError `invalid-option` with every finding and its line. */
export function parseSuite(text: string, path: string, maxSizes = DEFAULT_MAX_SIZES): readonly SuiteCase[] {
  const refuse = (findings: readonly string[]): never => {
    throw new FuelcellError('invalid-option', say.suiteInvalid(path, findings))
  }
  const { value, lineOf } = readYaml(text, refuse)
  const parsed = suiteSchema.safeParse(value, { error: issueWords })
  if (!parsed.success) return refuse(schemaFindings(parsed.error, suiteSchema, lineOf))
  const findingsOfCases: string[] = []
  const names = new Map<string, number>()
  const cases = parsed.data.cases.flatMap((_, index) => {
    try {
      const one = caseOf(parsed.data, index, lineOf(['cases', index]), path, maxSizes)
      const earlier = one.name === undefined ? undefined : names.get(one.name)
      if (one.name !== undefined && earlier !== undefined) {
        findingsOfCases.push(
          documents.finding(lineOf(['cases', index, 'name']), say.nameTwiceInSuite(one.name, earlier)),
        )
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

function caseOf(suite: SuiteFile, index: number, line: number, path: string, maxSizes: number): SuiteCase {
  const place = `${path}, line ${line}`
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
    line,
    files: { ...commonFiles, ...files },
    ...(Object.keys(allParams).length === 0 ? {} : { params: allParams }),
    ...(scan === undefined ? {} : { scan: parseScan(scan, `${place}: scan`, maxSizes) }),
  }
}
