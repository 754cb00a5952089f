import { thrownText } from '../../core/errors.js'
import { oneLine } from '../../core/quoting.js'
import { type Command, defineCommand } from '../command.js'
import { formatBytes } from '../format.js'
import { greetHost } from '../greet-host.js'
import { installation as say } from '../installation-messages.js'
import { commandLine } from '../messages.js'
import { cacheOptions, flag } from '../options.js'
import { plainTable } from '../table.js'
import { type Inventory, takeInventory } from './inventory.js'

/** `fuelcell runtimes`: what can be run, and what is compiled already. */
export const runtimesCommand = defineCommand(
  {
    name: 'runtimes',
    usage: ['runtimes [options]'],
    describe:
      'Lists the runtimes with their starts. `install`, `remove` and `verify` are commands of their own. Those that are provisioned are compiled already; the others are available and are ' +
      'compiled at their first run. Fuel figures are comparable only within one fuel epoch.',
    words: 'none',
    options: { json: flag('Print the list as JSON, with whole digests'), ...cacheOptions },
    examples: [
      { command: 'fuelcell runtimes', meaning: 'see what there is' },
      {
        command: "fuelcell runtimes --json | jq -r '.runtimes[].starts[].provisioned.fuelEpoch'",
        meaning: 'get the fuel epochs',
      },
    ],
  },
  async (values, _words, { stdout, stderr, env }) => {
    const engines = await greetHost().then(
      ({ hello }) => [hello.engine, hello.exceptions.engine],
      (error: unknown) => {
        // The list is still worth showing: the cache tells what was provisioned for some engine.
        stderr.write(commandLine.warned(say.engineUnknown(thrownText(error))))
        return null
      },
    )
    const inventory = await takeInventory({ cacheDir: values['cache-dir'], env }, engines)
    stdout.write(
      values.json
        ? `${JSON.stringify(inventory, null, 2)}\n`
        : await inventoryTable(inventory, stdout.isTTY === true ? stdout.columns : undefined),
    )
    return 0
  },
)

/** `fuelcell runtimes list`: the same, for those who look for it beside the other commands. */
export const runtimesListCommand: Command = {
  ...runtimesCommand,
  name: 'runtimes list',
  usage: ['runtimes list [options]'],
  examples: [{ command: 'fuelcell runtimes list --json', meaning: 'get the list as data' }],
}

/** As many columns as fit; `columns` is the width of the terminal, if it is one. */
export async function inventoryTable({ runtimes, broken, modules }: Inventory, columns = Infinity): Promise<string> {
  const sound = runtimes.flatMap((runtime) =>
    runtime.starts.map(({ start, isDefault, provisioned }) => [
      runtime.name,
      runtime.version,
      isDefault ? `${start} (default)` : start,
      provisioned === null ? 'available' : 'provisioned',
      provisioned?.fuelEpoch ?? '-',
      formatBytes(provisioned?.bytes ?? runtime.wasmBytes),
      (provisioned?.digest ?? runtime.wasmSha256).slice(0, 12),
      runtime.licence,
    ]),
  )
  const unusable = broken.map(({ name }) => [name, '-', '-', 'broken', '-', '-', '-', '-'])
  const rows = [head, ...sound, ...unusable].map((row) => row.map(oneLine))
  const shown = columnsThatFit(rows, columns)
  const [first = [], ...rest] = rows.map((row) => row.slice(0, shown))
  const parts = [await plainTable(first, rest)]
  if (shown < head.length) parts.push(say.columnsLeftOut(head.slice(shown)))
  if (modules.count > 0) parts.push(say.ownModules(modules.count, formatBytes(modules.bytes)))
  return [...parts, ...broken.map(({ name, reason }) => say.brokenRuntime(name, reason))].join('\n')
}

/** In the order of what they are worth to somebody who wants to run something. */
const head = ['RUNTIME', 'VERSION', 'START', 'STATE', 'FUEL EPOCH', 'SIZE', 'DIGEST', 'LICENCE']
/** Between two columns of a plain table. */
const GAP = 2
/** Without these a list says nothing. */
const LEAST_COLUMNS = 4

function columnsThatFit(rows: ReadonlyArray<readonly string[]>, columns: number): number {
  let width = -GAP
  for (let index = 0; index < head.length; index++) {
    width += GAP + Math.max(...rows.map((row) => row[index]?.length ?? 0))
    if (width > columns) return Math.max(index, LEAST_COLUMNS)
  }
  return head.length
}
