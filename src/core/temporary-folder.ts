import { machineName } from './machine-name.js'

/**
 * How names of this package's temporary folders begin. Process and machine follow, so that what a process left that was killed can
 * be told from what is in use.
 */
const PREFIX = 'fuelcell'

/** Begin of the names of this process's temporary folders; tmp-promise puts the process's number behind it by itself. */
export function temporaryPrefix(): string {
  return `${PREFIX}-${machineName()}`
}

/** Number of the process of this machine that made a temporary folder of this name; nothing where it was none. */
export function makerOf(name: string): number | undefined {
  const begin = `${temporaryPrefix()}-`
  const [, pid] = /^(\d{1,10})-[A-Za-z0-9]+$/.exec(name.startsWith(begin) ? name.slice(begin.length) : '') ?? []
  return pid === undefined ? undefined : Number(pid)
}
