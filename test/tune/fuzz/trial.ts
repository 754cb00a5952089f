/** Tries programs: compiled in several ways, tuned and not, each has to do the same. */
import type { CCompiler } from '../c-compiler.js'
import { tuned } from '../optimised.js'
import { behaviour } from './behaviour.js'
import { type Variadic, variadicIn } from './facts.js'
import { type Flavour, flavours, sourceOf } from './flavours.js'
import type { Program } from './program.js'
import type { Tuner } from './tuner.js'

export interface Compiling {
  readonly compiler: CCompiler
  /** What all programs share, compiled. */
  readonly base: Promise<readonly Uint8Array[]>
}

/** Programs as modules that nobody tuned. */
export interface Stock {
  readonly programs: readonly Program[]
  readonly modules: ReadonlyArray<{
    readonly flavour: Flavour
    readonly wasm: Uint8Array
    readonly variadic: readonly Variadic[]
  }>
  /** What each program does. */
  readonly expected: ReadonlyMap<string, string>
  /** Programs that differ without tuning: from one level of the compiler to the other, or by `wasm-opt`. They say nothing of tuning. */
  readonly discarded: ReadonlySet<string>
}

/** After the promotion of slots, or after the optimiser's passes that follow it. */
export type Step = 'promoted' | 'optimised'

/** A program that does something else once it is tuned. */
export interface Difference {
  readonly program: Program
  readonly flavour: Flavour
  readonly step: Step
  readonly expected: string
  readonly found: string
}

export interface Outcome {
  /** The first of each program. */
  readonly differences: readonly Difference[]
  /** Slots that became locals. */
  readonly slots: ReadonlyMap<Flavour, number>
}

export async function compiled(
  programs: readonly Program[],
  wanted: readonly Flavour[],
  { compiler, base }: Compiling,
): Promise<Stock> {
  const prototypes = programs.flatMap((program) => program.prototypes)
  const source = sourceOf(programs, compiler, base)
  const expected = await behaviour(await source.link('plain'), source.programs)
  const discarded = new Set(differing(expected, await behaviour(await source.link('untouched'), source.programs)))
  const modules: Array<Stock['modules'][number]> = []
  for (const flavour of wanted) {
    const wasm = await source.link(flavour)
    for (const name of differing(expected, await behaviour(wasm, source.programs))) discarded.add(name)
    modules.push({ flavour, wasm, variadic: variadicIn(wasm, prototypes) })
  }
  return { programs, modules, expected, discarded }
}

export async function compared(stock: Stock, tuner: Tuner, steps: readonly Step[]): Promise<Outcome> {
  const names = stock.programs.map(({ name }) => name)
  const differences = new Map<string, Difference>()
  const slots = new Map<Flavour, number>()
  for (const { flavour, wasm, variadic } of stock.modules) {
    const made = await tuner.promote(wasm, variadic)
    slots.set(flavour, made.slots)
    for (const step of steps.filter((step) => step === 'promoted' || flavours[flavour].passes)) {
      const does = await behaviour(step === 'promoted' ? made.promoted : tuned(made.promoted, made.features), names)
      for (const program of stock.programs) {
        const [expected, found] = [stock.expected.get(program.name) ?? '', does.get(program.name) ?? '']
        if (expected === found || stock.discarded.has(program.name) || differences.has(program.name)) continue
        differences.set(program.name, { program, flavour, step, expected, found })
      }
    }
  }
  return { differences: [...differences.values()], slots }
}

function differing(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): string[] {
  return [...one].filter(([name, does]) => other.get(name) !== does).map(([name]) => name)
}
