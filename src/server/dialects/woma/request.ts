/** Code of woma's callers as a run. */
import type { RunRequest } from '../../../runner/request/request.js'
import { fuelOfMs, wallOfMs } from '../judging/limits.js'
import { DRIVER, driver, RUN } from './driver.js'

/** As long as a call may take in the original, in seconds. */
export const TIMEOUT_SECONDS = 30

/** Twice the time on the clock, so that a busy machine changes no answer. */
export const womaLimits = { fuel: fuelOfMs(TIMEOUT_SECONDS * 1000), timeoutMs: wallOfMs(2 * TIMEOUT_SECONDS * 1000) }

export const driverFiles = { [`${DRIVER}.py`]: driver }

export function womaRun(code: string): RunRequest {
  return {
    runtime: 'python',
    files: driverFiles,
    call: { module: DRIVER, function: RUN, args: [code] },
    limits: womaLimits,
  }
}
