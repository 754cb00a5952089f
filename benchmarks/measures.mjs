/** What the benchmarks share: the middle of many values, and what the system says of this process's hosts. Linux only. */
import { readdirSync, readFileSync } from 'node:fs'

export function median(values) {
  return quantile(values, 0.5)
}

export function quantile(values, share) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]
}

/** What the work takes, so many times or until the time is up, whichever comes first, and once in any case. */
export async function timesOf(work, most, limitMs) {
  const times = []
  const began = performance.now()
  while (times.length === 0 || (times.length < most && performance.now() - began < limitMs)) {
    const before = performance.now()
    await work()
    times.push(performance.now() - before)
  }
  return times
}

/** Child processes of this one, by `/proc`; none where that does not exist. */
export function children() {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && statusOf(name, 'PPid') === process.pid)
  } catch {
    return []
  }
}

/** A number of a process's status, memory in KiB; 0 where there is none, or no such process any more. */
export function statusOf(pid, key) {
  try {
    return Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

/** Clock ticks per second of `/proc`'s times, the same on every Linux of today. */
const TICKS_PER_SECOND = 100

/** Time on processors of this process and its children, those that have ended among them, in milliseconds; 0 without `/proc`. */
export function cpuMs() {
  const ticks = (pid, fields) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
      return fields.reduce((sum, field) => sum + Number(stat[field]), 0)
    } catch {
      return 0
    }
  }
  const own = ticks('self', [11, 12, 13, 14])
  return ((own + children().reduce((sum, pid) => sum + ticks(pid, [11, 12]), 0)) * 1000) / TICKS_PER_SECOND
}
