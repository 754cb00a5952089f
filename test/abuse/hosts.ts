/** What the system says of this process's hosts. */
import { readdirSync, readFileSync } from 'node:fs'

export interface HostState {
  readonly pid: number
  /** Memory that it has to itself: not the pages of compiled code, which all hosts share. */
  readonly privateMib: number
  /** Open descriptors; `undefined` where nobody but root may look, for hosts are not dumpable. */
  readonly descriptors: number | undefined
}

/** Every living host that this process started. Linux only. */
export function hostStates(): readonly HostState[] {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number)
  return children.flatMap((pid) => {
    const status = readOrNothing(() => readFileSync(`/proc/${pid}/status`, 'utf8')) ?? ''
    const [, kib] = /^RssAnon:\s+(\d+)/m.exec(status) ?? []
    if (!status.startsWith('Name:\tfuelcell-host') || kib === undefined) return []
    const descriptors = readOrNothing(() => readdirSync(`/proc/${pid}/fd`).length)
    return [{ pid, privateMib: Number(kib) / 1024, descriptors }]
  })
}

function readOrNothing<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}
