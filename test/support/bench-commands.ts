/** `fuelcell bench` in a folder of its own, on runners without a sandbox. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { Result } from '../../src/core/result.js'
import { fuelcell, StubRunner } from './command-line.js'
import { type Behaviour, fakeRun } from './fake-run.js'
import { ended, exited } from './results.js'

/** Each test works in an empty folder that goes away with it, and with the one above it, which is the test's own as well. */
export function inFolderOfItsOwn(): void {
  let folder: string
  let before: string
  beforeEach(() => {
    before = process.cwd()
    folder = mkdtempSync(join(tmpdir(), 'fuelcell-bench-'))
    mkdirSync(join(folder, 'work'))
    process.chdir(join(folder, 'work'))
  })
  afterEach(() => {
    process.chdir(before)
    rmSync(folder, { recursive: true })
  })
}

/** Costs 100 for each character, or what the code says: `cost 500`. */
export function costing(code: string): Behaviour {
  if (code.includes('fail')) return { result: exited(3) }
  if (code.includes('endless')) return { result: ended('out-of-fuel') }
  const [, fuel] = /cost (\d+)/.exec(code) ?? []
  return { fuel: fuel === undefined ? 100 * code.length : Number(fuel) }
}

export function runner(behave: Parameters<typeof fakeRun>[0] = costing): StubRunner {
  const run = fakeRun(behave)
  return new StubRunner((request) => run(request as Parameters<typeof run>[0]) as Promise<Result>)
}

export const bench = (tokens: readonly string[], setting: Parameters<typeof fuelcell>[1] = {}) =>
  fuelcell(['bench', ...tokens], { runner: runner(), ...setting })
