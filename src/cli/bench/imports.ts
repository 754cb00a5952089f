import { DEFAULT_RUNTIME } from '../../bench/case.js'
import { benchImports, type ImportCost, standardModules } from '../../bench/imports.js'
import { bench as say } from '../../bench/messages.js'
import { count, printable } from '../../core/quoting.js'
import { canonicalRuntime } from '../../languages/languages.js'
import { defineCommand } from '../command.js'
import { flag, value } from '../options.js'
import { plainTable } from '../table.js'
import { withRunners } from './measuring.js'
import { limitsGiven, measuringOptions } from './options.js'

const { fuel, timeout, memory, 'cache-dir': cacheDir } = measuringOptions

/** `fuelcell bench imports`: what each standard module costs to import. */
export const benchImportsCommand = defineCommand(
  {
    name: 'bench imports',
    usage: ['bench imports [options] [MODULE…]'],
    describe:
      'Shows the fuel and the wall time of importing modules of Python’s standard library, from a cold start and from a warm ' +
      'one, dearest first. Without names, all of them: that takes half a minute.',
    words: 'mixed',
    options: {
      runtime: value(
        'NAME',
        canonicalRuntime,
        `A runtime of Python: ${DEFAULT_RUNTIME} or python-tuned. Default ${DEFAULT_RUNTIME}`,
      ),
      json: flag('Print the figures as one line of JSON instead of a table'),
      fuel,
      timeout,
      memory,
      'cache-dir': cacheDir,
    },
    examples: [
      { command: 'fuelcell bench imports', meaning: 'see what every module costs' },
      { command: 'fuelcell bench imports asyncio json re', meaning: 'compare three' },
    ],
    notes:
      'Fuel is that of the import alone, wall time that of the whole run. A dash: this build cannot import the module.',
  },
  async (values, words, context) => {
    const report = await withRunners(1, values, context, async ([runner], tools) => {
      if (runner === undefined) throw new Error('there is no runner')
      const options = { run: runner.run.bind(runner), runtime: values.runtime, limits: limitsGiven(values), ...tools }
      return benchImports(words.length > 0 ? words : await standardModules(options), options)
    })
    if (values.json) {
      context.stdout.write(`${JSON.stringify(report)}\n`)
      return 0
    }
    const dearest = [...report.modules].sort((left, right) => (right.cold?.netFuel ?? -1) - (left.cold?.netFuel ?? -1))
    const rows = dearest.map(({ module, cold, warm }) => [printable(module), ...cells(cold), ...cells(warm)])
    const { module, coldFuel, coldMs, warmFuel, warmMs } = say.columns
    context.stdout.write(
      await plainTable([module, coldFuel, coldMs, warmFuel, warmMs], rows, [
        'left',
        'right',
        'right',
        'right',
        'right',
      ]),
    )
    return 0
  },
)

function cells(cost: ImportCost | null): readonly string[] {
  return cost === null ? ['-', '-'] : [count(cost.netFuel), `${cost.durationMs.toFixed(1)} ms`]
}
