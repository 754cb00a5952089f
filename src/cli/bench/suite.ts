/** A `bench.yaml` with the files that it names. */
import { dirname, extname, isAbsolute, join } from 'node:path'
import pMap from 'p-map'
import { DEFAULT_RUNTIME } from '../../bench/case.js'
import { runtimeOfExtension } from '../../bench/languages.js'
import type { SuiteCase } from '../../bench/suite/parse.js'
import { FuelcellError } from '../../errors.js'
import { defaultLimits } from '../../limits.js'
import { bench as say } from '../../messages/bench.js'
import { readGivenFiles } from '../given-files.js'
import { readTextProgram } from '../program.js'
import type { Collected, Surroundings } from './cases.js'

/** Files that are read at a time: a process may only have so many open, and each listens to the interruption. */
export const OPEN_FILES = 4

/** @throws FuelcellError for a suite that is not valid, or files that cannot be read. */
export async function readSuite(
  path: string,
  maxSizes: number,
  surroundings: Surroundings,
): Promise<readonly Collected[]> {
  // YAML and schema libraries take longer to load than a snippet to run.
  const { MAX_SUITE_BYTES, parseSuite } = await import('../../bench/suite/parse.js')
  const { code: text } = await readTextProgram([path], undefined, MAX_SUITE_BYTES, surroundings)
  const cases = parseSuite(text, path, maxSizes)
  return pMap(cases, (one) => collected(one, path, surroundings), { concurrency: OPEN_FILES })
}

async function collected(suiteCase: SuiteCase, path: string, surroundings: Surroundings): Promise<Collected> {
  const { code, files: paths, ...rest } = suiteCase
  const folder = dirname(path)
  const text = 'text' in code ? code.text : await readText(inside(folder, code.path, path), surroundings)
  const extension = 'path' in code ? runtimeOfExtension(extname(code.path)) : undefined
  const mappings = Object.entries(paths).map(([guest, from]) => ({ guest, path: inside(folder, from, path) }))
  const files = mappings.length === 0 ? {} : { files: await readGivenFiles(mappings, defaultLimits) }
  const runtime = rest.runtime ?? extension ?? DEFAULT_RUNTIME
  return { case: { ...rest, runtime, code: text, ...files }, source: { kind: 'suite', path } }
}

async function readText(path: string, surroundings: Surroundings): Promise<string> {
  return (await readTextProgram([path], undefined, defaultLimits.diskBytes, surroundings)).code
}

/** A suite may come from anyone: it names files beside it and below, nothing else of the machine. */
function inside(folder: string, path: string, suite: string): string {
  if (isAbsolute(path) || path.split(/[/\\]/).includes('..') || path.includes('\0')) {
    throw new FuelcellError('invalid-option', say.outsideSuite(suite, path))
  }
  return join(folder, path)
}
