/** `--setup`, `--scan` and `--per`: how cases are measured that do not say so themselves. */
import type { Manner } from '../../bench/baseline/file.js'
import type { BenchCase } from '../../bench/case.js'
import { bench as say } from '../../bench/messages.js'
import { parseScan } from '../../bench/scan.js'
import { FuelcellError } from '../../core/errors.js'
import type { Collected } from './collected.js'
import type { CaseValues } from './options.js'

/** The case as the options say; one that comes from a suite stays as it is. */
export function inManner(one: Collected, values: CaseValues, maxSizes: number): Collected {
  const { setup, scan, per } = values
  if (one.source.kind === 'suite' || (setup === undefined && scan === undefined && per === undefined)) return one
  const manner = {
    ...(setup === undefined ? {} : { setup }),
    ...(scan === undefined ? {} : { scan }),
    ...(per === undefined ? {} : { per }),
  }
  return { ...one, case: { ...one.case, ...caseInManner(manner, maxSizes) }, manner }
}

/** @throws FuelcellError `invalid-option` for an option that nothing would heed, because the cases come from a file that says so itself. */
export function refuseManner(values: CaseValues, file: string): void {
  const ignored = (['setup', 'scan', 'per'] as const).find((name) => values[name] !== undefined)
  if (ignored !== undefined) throw new FuelcellError('invalid-option', say.mannerIgnored(`--${ignored}`, file))
}

export function caseInManner({ setup, scan, per }: Manner, maxSizes: number): Partial<BenchCase> {
  return {
    ...(setup === undefined ? {} : { setup }),
    ...(scan === undefined ? {} : { scan: parseScan(scan, '--scan', maxSizes) }),
    ...(per === undefined ? {} : { per }),
  }
}
