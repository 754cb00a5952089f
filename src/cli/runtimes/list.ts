import { commandLine, printable, installation as say } from '../../messages.js'
import { type Command, defineCommand } from '../command.js'
import { formatBytes } from '../format.js'
import { greetHost } from '../greet-host.js'
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
    const engine = await greetHost().then(
      ({ hello }) => hello.engine,
      (error: unknown) => {
        // The list is still worth showing: the cache tells what was provisioned for some engine.
        stderr.write(commandLine.warned(say.engineUnknown(error instanceof Error ? error.message : String(error))))
        return null
      },
    )
    const inventory = await takeInventory({ cacheDir: values['cache-dir'], env }, engine)
    stdout.write(values.json ? `${JSON.stringify(inventory, null, 2)}\n` : await inventoryTable(inventory))
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

export async function inventoryTable({ runtimes, modules }: Inventory): Promise<string> {
  const rows = runtimes.flatMap((runtime) =>
    runtime.starts.map(({ start, isDefault, provisioned }) => [
      runtime.name,
      runtime.version,
      isDefault ? `${start} (default)` : start,
      provisioned === null ? 'available' : 'provisioned',
      formatBytes(provisioned?.bytes ?? runtime.wasmBytes),
      (provisioned?.digest ?? runtime.wasmSha256).slice(0, 12),
      provisioned?.fuelEpoch ?? '-',
      runtime.licence,
    ]),
  )
  const head = ['RUNTIME', 'VERSION', 'START', 'STATE', 'SIZE', 'DIGEST', 'FUEL EPOCH', 'LICENCE']
  const table = await plainTable(
    head,
    rows.map((row) => row.map(printable)),
  )
  return modules.count === 0 ? table : `${table}\n${say.ownModules(modules.count, formatBytes(modules.bytes))}\n`
}
