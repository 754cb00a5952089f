/** A request of codapi as a run. */
import type { RunRequest } from '../../../runner/request/request.js'
import type { Manifest } from '../../../runtimes/manifest/manifest.js'
import { fuelOfMs, wallOfMs } from '../judging/limits.js'
import { placeProgram } from '../programs/place.js'
import { sourcesAmong } from '../programs/sources.js'
import type { CodapiRequest } from './parse.js'

/** As long as the original lets a step run, in milliseconds of processor time. */
export const CPU_MS = 5000
/** The widget goes away after 10 seconds. */
export const WALL_MS = 9000

/** The program as a module beside a driver. */
const TESTED = 'snippet.py'
const testDriver = "import unittest\nunittest.main(module=None, argv=['python -m unittest', 'snippet'])\n"

export function codapiRun({ command, runtime, files }: CodapiRequest, manifest: Pick<Manifest, 'entry'>): RunRequest {
  const limits = { fuel: fuelOfMs(CPU_MS), timeoutMs: wallOfMs(WALL_MS) }
  const others = new Map([...files].filter(([name]) => name !== ''))
  const program = files.get('')
  if (command === 'test') {
    const all = { ...Object.fromEntries(others), ...(program === undefined ? {} : { [TESTED]: program }) }
    return { runtime: runtime.runtime, code: testDriver, files: all, limits }
  }
  // Without a program of its own the first file is it.
  const [first] = others.keys()
  const name = program === undefined ? first : undefined
  const code = program ?? (name === undefined ? undefined : others.get(name)) ?? new Uint8Array(0)
  const placed = placeProgram(manifest.entry, code, name, others)
  const sources = sourcesAmong(runtime.runtime, others.keys()).filter((path) => path !== name)
  return { runtime: runtime.runtime, ...placed, ...(sources.length === 0 ? {} : { sources }), limits }
}
