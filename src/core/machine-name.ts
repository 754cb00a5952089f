import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * A name, of letters, digits and `_`, for where numbers of processes mean the same. Containers share directories and not those
 * numbers; most of them have a name of their own, and those that go by their machine's have their own namespace of processes.
 */
export function machineName(): string {
  return `${hostname()}_${namespace()}`.replaceAll(/[^A-Za-z0-9]/g, '_').slice(-64)
}

/** Linux tells it by a number. Elsewhere there is one. */
function namespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '')
  } catch {
    return ''
  }
}
