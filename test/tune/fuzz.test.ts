/**
 * Random C programs, compiled without optimisation, do the same before and after tuning: they return the same, say the same and leave the
 * same in memory. `npm run fuzz:tune` tries 2,000; FUZZ_PROGRAMS and FUZZ_SEED choose others.
 */
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FuelcellError } from '../../src/errors.js'
import { findHost, packageVersion } from '../../src/host/binary.js'
import { Worker } from '../../src/runner/worker.js'
import { type CCompiler, cCompiler } from './c-compiler.js'
import { cSource } from './c-programs.js'
import { optimised } from './optimised.js'

const PROGRAMS = Number(process.env.FUZZ_PROGRAMS ?? 10)
const SEED = Number(process.env.FUZZ_SEED ?? 1)
const PROGRAMS_PER_MODULE = Math.min(PROGRAMS, 40)
const NUMBERS = [0, 1, -1, 77, 32_767, -2_147_483_648]
const SLOW_MS = 3_600_000

let folder: string
let compiler: CCompiler
let worker: Worker
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuelcell-fuzz-'))
  compiler = await cCompiler()
  const [hostPath, version] = await Promise.all([findHost(), packageVersion()])
  worker = await Worker.start({ hostPath, version, handshakeMs: 10_000 }, () => {})
})
afterAll(async () => {
  worker?.kill(new FuelcellError('worker-lost', 'done'))
  await rm(folder, { recursive: true, force: true })
})

interface Exports {
  readonly memory: WebAssembly.Memory
  readonly state_address: () => number
  readonly state_bytes: () => number
  readonly [program: string]: unknown
}

/** What every program returns for every number, with what it has left in memory; each in a fresh instance. */
async function behaviour(wasm: Uint8Array, programs: readonly string[]): Promise<string[]> {
  const module = await WebAssembly.compile(wasm)
  return programs.flatMap((name) =>
    NUMBERS.map((number) => {
      const exports = new WebAssembly.Instance(module).exports as unknown as Exports
      const returned = (exports[name] as (number: number) => number)(number)
      const state = Buffer.from(exports.memory.buffer, exports.state_address(), exports.state_bytes())
      return `${name}(${number}) = ${returned}, ${createHash('sha256').update(state).digest('hex').slice(0, 16)}`
    }),
  )
}

async function promoted(wasm: Uint8Array, name: string): Promise<{ tuned: Uint8Array; slots: number }> {
  const [from, to] = [join(folder, `${name}.wasm`), join(folder, `${name}.promoted`)]
  await writeFile(from, wasm)
  const sha256 = createHash('sha256').update(wasm).digest('hex')
  const { slots } = await worker.promote({ wasm: from, sha256, variadic: [], objects: [], without: [], promoted: to })
  return { tuned: await readFile(to), slots }
}

const seeds = Array.from({ length: Math.ceil(PROGRAMS / PROGRAMS_PER_MODULE) }, (_, index) => SEED + index)
test.each(seeds)(
  'programs of the seed %d do the same when tuned',
  async (seed) => {
    const programs = Array.from({ length: PROGRAMS_PER_MODULE }, (_, index) => `p${index}`)
    const wasm = await compiler.compile(cSource(seed, PROGRAMS_PER_MODULE), [
      ...programs,
      'state_address',
      'state_bytes',
    ])
    const expected = await behaviour(wasm, programs)
    // As it comes from the compiler, and as the makers of CPython's module left theirs: functions inlined, locals shared.
    for (const [kind, stock] of [
      ['plain', wasm],
      ['O2', optimised(wasm, 2)],
    ] as const) {
      const { tuned, slots } = await promoted(stock, `${seed}-${kind}`)
      expect(slots).toBeGreaterThan(5 * PROGRAMS_PER_MODULE)
      expect(await behaviour(tuned, programs)).toEqual(expected)
      expect(await behaviour(optimised(tuned, 3), programs)).toEqual(expected)
    }
  },
  SLOW_MS,
)
