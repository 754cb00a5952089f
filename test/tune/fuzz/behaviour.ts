/** What the programs of a module do. */
import { createHash } from 'node:crypto'

const NUMBERS = [0, 1, -1, 77, 40_001, -2_147_483_648]

interface Exports {
  readonly memory: WebAssembly.Memory
  readonly state_address: () => number
  readonly state_bytes: () => number
  readonly [program: string]: unknown
}

/** For every program what it returns for some numbers, with what it has left in memory; each in a fresh instance. */
export async function behaviour(wasm: Uint8Array, programs: readonly string[]): Promise<Map<string, string>> {
  const module = await WebAssembly.compile(wasm)
  return new Map(programs.map((name) => [name, NUMBERS.map((number) => ending(module, name, number)).join('\n')]))
}

function ending(module: WebAssembly.Module, name: string, number: number): string {
  const exports = new WebAssembly.Instance(module).exports as unknown as Exports
  let end: string
  try {
    end = `= ${(exports[name] as (number: number) => number)(number)}`
  } catch (error) {
    end = `fails: ${error instanceof Error ? error.message : error}`
  }
  const state = Buffer.from(exports.memory.buffer, exports.state_address(), exports.state_bytes())
  return `${name}(${number}) ${end}, ${createHash('sha256').update(state).digest('hex').slice(0, 16)}`
}
