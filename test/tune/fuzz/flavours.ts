/** The ways in which the same programs become modules. */
import type { CCompiler } from '../c-compiler.js'
import { optimised } from '../optimised.js'
import { BASE, HEADER, MEMORY } from './base.js'
import type { Program } from './program.js'

/**
 * Levels of the two units; `wasmOpt`: then as the makers of CPython's module did, functions inlined and locals shared. `passes`: when slots are
 * promoted the optimiser's passes follow, which take most of the time; all that they meet in runtimes is like these.
 */
export const flavours = {
  plain: { levels: [0, 0], wasmOpt: false, passes: false },
  'wasm-opt': { levels: [0, 0], wasmOpt: true, passes: true },
  mixed: { levels: [0, 2], wasmOpt: true, passes: true },
  optimised: { levels: [2, 2], wasmOpt: true, passes: false },
} as const
export type Flavour = keyof typeof flavours
export const FLAVOURS = Object.keys(flavours) as Flavour[]

export interface Source {
  readonly programs: readonly string[]
  link(flavour: Flavour | 'untouched'): Promise<Uint8Array>
}

/** Object files are made when they are first needed. */
export function sourceOf(
  programs: readonly Program[],
  compiler: CCompiler,
  base: Promise<readonly Uint8Array[]>,
): Source {
  const head = [HEADER, ...programs.flatMap(({ prototypes }) => prototypes)].join('\n')
  const objects = new Map<string, Promise<Uint8Array>>()
  const object = (unit: number, level: 0 | 2): Promise<Uint8Array> => {
    const key = `${unit} ${level}`
    const made = objects.get(key) ?? compiler.compile(text(unit), level)
    objects.set(key, made)
    return made
  }
  const text = (unit: number) => [head, ...programs.flatMap(({ functions }) => functions[unit] ?? [])].join('\n')
  const names = programs.map(({ name }) => name)
  return {
    programs: names,
    async link(flavour) {
      const { levels, wasmOpt } =
        flavour === 'untouched' ? { levels: [2, 2] as const, wasmOpt: false } : flavours[flavour]
      const linked = await Promise.all(levels.map((level, unit) => object(unit, level)))
      const wasm = await compiler.link([...(await base), ...linked], [...names, 'state_address', 'state_bytes'])
      return wasmOpt ? optimised(wasm) : wasm
    },
  }
}

export function compiledBase(compiler: CCompiler): Promise<readonly Uint8Array[]> {
  return Promise.all([compiler.compile(HEADER + BASE, 0), compiler.compile(MEMORY, 2)])
}

/** The source of one program, whole. */
export function readable({ prototypes, functions, name }: Program): string {
  return [...prototypes, ...functions.flatMap((unit, index) => [`// unit ${index} of ${name}`, ...unit])].join('\n')
}
