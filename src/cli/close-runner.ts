import { setTimeout } from 'node:timers/promises'
import type { Runner } from '../runner/runner.js'

/** How long an interrupted command waits for its worker to end; the worker ends with us in any case. */
const CLOSING_GRACE_MS = 1000

/** Closes a runner that may not even have been made. */
export async function closeRunner(pending: Promise<Pick<Runner, 'close'>>, stop: AbortSignal): Promise<void> {
  const closed = pending.then(
    (runner) => runner.close(),
    // Whoever awaited the runner has the error.
    () => undefined,
  )
  if (!stop.aborted) return closed
  const grace = new AbortController()
  await Promise.race([closed, setTimeout(CLOSING_GRACE_MS, undefined, { signal: grace.signal }).catch(() => undefined)])
  grace.abort()
}
