/** Tunes small modules by a host's worker, as a runtime is tuned. */
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FuelcellError } from '../../../src/core/errors.js'
import { packageVersion } from '../../../src/core/package-version.js'
import { findHost } from '../../../src/host/binary.js'
import { Worker } from '../../../src/host/worker.js'
import type { Variadic } from './facts.js'

export interface Tuner extends AsyncDisposable {
  promote(
    wasm: Uint8Array,
    variadic: readonly Variadic[],
  ): Promise<{ readonly promoted: Uint8Array; readonly features: readonly string[]; readonly slots: number }>
}

/** By the host that FUELCELL_HOST names, or by the one that was built. */
export async function startTuner(): Promise<Tuner> {
  const folder = await mkdtemp(join(tmpdir(), 'fuelcell-fuzz-'))
  const [hostPath, version] = await Promise.all([findHost(), packageVersion()])
  const worker = await Worker.start({ hostPath, version, handshakeMs: 10_000 }, () => {})
  let made = 0
  return {
    async promote(wasm, variadic) {
      const [from, to] = [join(folder, `${made}.wasm`), join(folder, `${made++}.promoted`)]
      await writeFile(from, wasm)
      const sha256 = createHash('sha256').update(wasm).digest('hex')
      const request = { wasm: from, sha256, objects: [], without: [], promoted: to }
      const { slots, features } = await withFacts(variadic, (facts) => worker.promote({ ...request, variadic: facts }))
      const promoted = await readFile(to)
      await Promise.all([rm(from), rm(to)])
      return { promoted, slots, features }
    },
    async [Symbol.asyncDispose]() {
      worker.kill(new FuelcellError('worker-lost', 'done'))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Leaves out what is refused: an optimised function may be variadic and not show it in any way that tuning needs to be told of. */
export async function withFacts<T>(
  facts: readonly Variadic[],
  promote: (facts: readonly Variadic[]) => Promise<T>,
): Promise<T> {
  try {
    return await promote(facts)
  } catch (error) {
    const [, refused] = /function (\d+), parameter/.exec(String(error)) ?? []
    const left = facts.filter(([function_]) => String(function_) !== refused)
    if (left.length === facts.length) throw error
    return withFacts(left, promote)
  }
}
