/** What importing each standard module of Python costs, from both starts. */
import { FuelcellError } from '../core/errors.js'
import { DEFAULT_CLOCK_MS } from '../core/fixed-clock.js'
import type { Start, World } from '../core/result.js'
import { type BenchOptions, bench } from './bench.js'
import { DEFAULT_RUNTIME } from './case.js'
import { bench as say } from './messages.js'
import type { BenchResult } from './results.js'

/** Cost of one import; `null` where the module cannot be imported in this build. */
export interface ImportCost {
  /** Net fuel above that of importing a module that is there already, so of the import alone. */
  readonly netFuel: number
  /** Wall time of the whole run. Not reproducible. */
  readonly durationMs: number
}

export interface ImportCosts {
  readonly module: string
  readonly cold: ImportCost | null
  readonly warm: ImportCost | null
}

export interface ImportReport {
  readonly fuelEpochs: Readonly<Record<Start, string>>
  readonly world: World
  /** In the order that was asked for. */
  readonly modules: readonly ImportCosts[]
}

export interface ImportOptions extends Omit<BenchOptions, 'start'> {
  /** A runtime of Python. Default `python`. */
  readonly runtime?: string | undefined
}

/** A module that every start has: importing it costs a statement and no more. */
const REFERENCE = 'sys'
const LIST_MODULES = `import sys
print('\\n'.join(sorted(name for name in sys.stdlib_module_names if not name.startswith('_'))))
`
const moduleName = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/

/** The names of the standard modules that a program may import, in the order of the alphabet. */
export async function standardModules({
  run,
  runtime = DEFAULT_RUNTIME,
  clockStartMs = DEFAULT_CLOCK_MS,
  seed = 0,
}: ImportOptions): Promise<readonly string[]> {
  const result = await run({ runtime, code: LIST_MODULES, clockStartMs, seed })
  return result.stdout.split('\n').filter((name) => moduleName.test(name))
}

/** @throws FuelcellError `invalid-option` for a name that no module can have, and whatever `run` throws. */
export async function benchImports(
  modules: readonly string[],
  { runtime = DEFAULT_RUNTIME, ...options }: ImportOptions,
): Promise<ImportReport> {
  const names = [...new Set(modules)]
  const wrong = names.find((name) => !moduleName.test(name))
  if (wrong !== undefined) throw new FuelcellError('invalid-option', say.badModuleName(wrong))
  const cases = [REFERENCE, ...names.filter((name) => name !== REFERENCE)].map((name) => ({
    name,
    runtime,
    code: `import ${name}`,
  }))
  const warm = await bench(cases, { ...options, start: 'warm' })
  const cold = await bench(cases, { ...options, start: 'cold' })
  const of = (results: readonly BenchResult[]) => {
    const byName = new Map(results.map((result) => [result.name, result]))
    const reference = byName.get(REFERENCE)?.netFuel ?? 0
    return (name: string): ImportCost | null => {
      const found = byName.get(name)
      if (found?.ok !== true) return null
      return { netFuel: Math.max(0, found.netFuel - reference), durationMs: found.durationMs }
    }
  }
  const [coldOf, warmOf] = [of(cold.results), of(warm.results)]
  return {
    fuelEpochs: { cold: cold.fuelEpoch, warm: warm.fuelEpoch },
    world: warm.world,
    modules: names.map((module) => ({ module, cold: coldOf(module), warm: warmOf(module) })),
  }
}
