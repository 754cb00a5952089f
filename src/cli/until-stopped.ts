/** Work that a signal can cut short. */

/** The work's outcome, or a rejection with the signal's reason as soon as it fires; the work itself is then left to end alone. */
export async function untilStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T> {
  let stopNow = () => {}
  const stopped = new Promise<never>((_, reject) => {
    stopNow = () => reject(stop.reason)
    if (stop.aborted) stopNow()
    stop.addEventListener('abort', stopNow)
  })
  try {
    return await Promise.race([stopped, work])
  } finally {
    // By hand: of several listeners that a signal of their own would remove, Node 20 forgets all but the last when it collects garbage.
    stop.removeEventListener('abort', stopNow)
  }
}
