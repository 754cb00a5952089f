/** A `bench.yaml` with the files that it names. */
import { dirname, extname } from 'node:path'
import pMap from 'p-map'
import { DEFAULT_RUNTIME } from '../../bench/case.js'
import { bench as say } from '../../bench/messages.js'
import type { SuiteCase } from '../../bench/suite/parse.js'
import { FuelcellError } from '../../core/errors.js'
import { defaultLimits } from '../../core/limits.js'
import { canonicalRuntime, runtimeOfExtension } from '../../languages/languages.js'
import { readGivenFiles } from '../given-files.js'
import { readTextProgram } from '../read-program.js'
import type { CodeInput, Collected } from './collected.js'
import { fileInside, located } from './inside.js'

/** Files that are read at a time: a process may only have so many open, and each listens to the interruption. */
export const OPEN_FILES = 4

/** @throws FuelcellError for a suite that is not valid, or files that cannot be read, or lie outside of its folder. */
export async function readSuite(path: string, maxSizes: number, input: CodeInput): Promise<readonly Collected[]> {
  // YAML and schema libraries take longer to load than a snippet to run.
  const { MAX_SUITE_BYTES, parseSuite } = await import('../../bench/suite/parse.js')
  const { code: text } = await readTextProgram([path], undefined, MAX_SUITE_BYTES, input)
  const cases = parseSuite(text, path, maxSizes)
  return pMap(
    cases,
    (one) => collected(one, path, input).catch((error) => Promise.reject(atLine(error, path, one.line))),
    { concurrency: OPEN_FILES },
  )
}

async function collected(suiteCase: SuiteCase, suite: string, input: CodeInput): Promise<Collected> {
  const { code, files: paths, line: _line, ...rest } = suiteCase
  const folder = dirname(suite)
  const inside = (path: string) => located(suite, folder, path, [folder])
  const text = 'text' in code ? code.text : await readText(await inside(code.path), input)
  const extension = 'path' in code ? runtimeOfExtension(extname(code.path)) : undefined
  const mappings: Array<{ guest: string; path: string }> = []
  for (const [guest, path] of Object.entries(paths)) mappings.push({ guest, path: await inside(path) })
  const files = await readGivenFiles(mappings, defaultLimits, (path) => fileInside(suite, path, [folder]))
  const runtime = canonicalRuntime(rest.runtime ?? extension ?? DEFAULT_RUNTIME)
  return {
    case: { ...rest, runtime, code: text, ...(mappings.length > 0 && { files }) },
    source: { kind: 'suite', path: suite },
  }
}

/** A complaint about a file, with the line of the case that names it. */
function atLine(error: unknown, path: string, line: number): unknown {
  if (!(error instanceof FuelcellError) || error.code === 'aborted') return error
  return new FuelcellError(error.code, say.inCase(path, line, error.message), { cause: error })
}

async function readText(path: string, input: CodeInput): Promise<string> {
  return (await readTextProgram([path], undefined, defaultLimits.diskBytes, input)).code
}
