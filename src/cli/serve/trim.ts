/** Memory that a burst has left behind goes back to the system soon, and not when V8 gets to it. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const LOOK_MS = 1000
/** Growth over the least that was seen, from which on it is worth it. */
const GROWTH = 1.15
/** V8 lets go of its pages bit by bit: so many looks in a row. What is there after them is in use. */
const ROUNDS = 5

/** @param served How many requests were answered so far: nothing is collected while any come. */
export function trimWhenIdle(served: () => number): { stop(): void } {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  let usual = process.memoryUsage.rss()
  let before = served()
  let rounds = 0
  const timer = setInterval(() => {
    const now = served()
    const rss = process.memoryUsage.rss()
    if (now !== before) rounds = 0
    else if (rounds === ROUNDS) usual = rss
    else if (rss > GROWTH * usual) {
      rounds += 1
      collect()
    }
    before = now
  }, LOOK_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
