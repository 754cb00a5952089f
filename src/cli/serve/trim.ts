/** Memory that a burst has left behind goes back to the system soon, and not when V8 gets to it. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const LOOK_MS = 1000
/** Growth over the least that was seen since the last time. */
const GROWTH = 1.2

/** @param served How many requests were answered so far: nothing is collected while any come. */
export function trimWhenIdle(served: () => number): { stop(): void } {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  let least = process.memoryUsage.rss()
  let before = served()
  const timer = setInterval(() => {
    const now = served()
    const isIdle = now === before
    before = now
    const rss = process.memoryUsage.rss()
    if (isIdle && rss > GROWTH * least) {
      collect()
      // What is still there is in use.
      least = process.memoryUsage.rss()
    } else least = Math.min(least, rss)
  }, LOOK_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
