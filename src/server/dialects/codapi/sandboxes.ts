/** The sandboxes that pages name, and which runtime each of them is. */
import type { Manifest } from '../../../runtimes/manifest/manifest.js'
import { semverOf } from '../programs/version.js'

type Runtimes = ReadonlyArray<Pick<Manifest, 'name' | 'version' | 'aliases'>>

export interface Sandbox {
  readonly runtime: string
  readonly version: string
  readonly commands: ReadonlySet<string>
}

/** As codapi's own collection calls them, where our runtimes have no such name or alias. */
const others: ReadonlyMap<string, string> = new Map([['node', 'quickjs']])

const run: ReadonlySet<string> = new Set(['run'])
const runAndTest: ReadonlySet<string> = new Set(['run', 'test'])

export function sandboxesOf(runtimes: Runtimes): ReadonlyMap<string, Sandbox> {
  const all = new Map<string, Sandbox>()
  for (const { name, version, aliases = [] } of runtimes) {
    const sandbox = { runtime: name, version: semverOf(version), commands: isPython(name) ? runAndTest : run }
    for (const called of [name, ...aliases]) all.set(called, sandbox)
  }
  for (const [called, runtime] of others) {
    const sandbox = all.get(runtime)
    if (sandbox !== undefined && !all.has(called)) all.set(called, sandbox)
  }
  return all
}

/** Nothing and `latest` are any version; `3` and `3.11` are versions that begin so. */
export function hasVersion({ version }: Sandbox, asked: string): boolean {
  return asked === '' || asked === 'latest' || `${version}.`.startsWith(`${asked}.`)
}

function isPython(name: string): boolean {
  return name === 'python' || name.startsWith('python-')
}
