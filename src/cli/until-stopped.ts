/** Work that a signal can cut short. */

/** The work's outcome, or a rejection with the signal's reason as soon as it fires; the work itself is then left to end alone. */
export async function untilStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  const over = new AbortController()
  const stopped = new Promise<never>((_, reject) => {
    if (stop.aborted) reject(stop.reason)
    stop.addEventListener('abort', () => reject(stop.reason), { once: true, signal: over.signal })
  })
  try {
    return await Promise.race([stopped, work])
  } finally {
    over.abort()
  }
}
