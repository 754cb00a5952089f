/** From a case at a size to the program that is run: where its parameters are defined, and what stands before the code. */
import { FuelcellError } from '../core/errors.js'
import type { ParameterValue } from '../languages/languages.js'
import { definitions, hasSetup } from '../languages/languages.js'
import type { NamedCase } from './case.js'
import { bench as say } from './messages.js'
import type { BenchRequest } from './run.js'

/** What is the same for all runs of a bench. */
export type Circumstances = Omit<BenchRequest, 'runtime' | 'code' | 'setup' | 'stdin' | 'files'>

/** A program of a case at a size, ready to be run. */
export interface Preparation {
  readonly request: BenchRequest
  /** Lines of the program that stand before the case's own code. */
  readonly linesBefore: number
}

/**
 * Where the start takes a setup, definitions and setup are metered apart. Elsewhere the definitions stand before the code, as
 * lines of it, and are part of its cost.
 * @throws FuelcellError `invalid-option` for parameters that the language cannot have, and a setup where there can be none.
 */
export function prepare(bench: NamedCase, size: number | undefined, circumstances: Circumstances): Preparation {
  const { runtime, code, setup = '', stdin, files, start = circumstances.start } = bench
  const defined = definitions(runtime, { ...bench.params, ...scanned(bench, size) })
  const common = {
    ...circumstances,
    ...(start === undefined ? {} : { start }),
    runtime,
    ...(stdin === undefined ? {} : { stdin }),
    ...(files === undefined ? {} : { files }),
  }
  if (!hasSetup(runtime, start)) {
    if (setup !== '') throw new FuelcellError('invalid-option', say.noSetup(runtime, start))
    return { request: { ...common, code: `${defined}${code}` }, linesBefore: defined.split('\n').length - 1 }
  }
  const pieces = [defined, setup].filter((piece) => piece !== '')
  return { request: { ...common, ...(pieces.length > 0 && { setup: pieces }), code }, linesBefore: 0 }
}

function scanned({ scan }: NamedCase, size: number | undefined): Readonly<Record<string, ParameterValue>> {
  return scan === undefined || size === undefined ? {} : { [scan.parameter]: size }
}
