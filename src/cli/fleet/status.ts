import { FuelcellError } from '../../core/errors.js'
import type { FleetStatus } from '../../fleet/index.js'
import { defineCommand } from '../command.js'
import { flag } from '../options.js'
import { plainTable } from '../table.js'
import { fleetCommands as say } from './messages.js'
import { fleetOptions, unreachableOption } from './options.js'

/** `fuelcell fleet status`: who is there, and what waits. */
export const fleetStatusCommand = defineCommand(
  {
    name: 'fleet status',
    usage: ['fleet status [options]'],
    describe: 'Shows the workers of a fleet, what waits in its queues, and whether two executions ever differed.',
    words: 'none',
    options: { ...fleetOptions, ...unreachableOption, json: flag('Print it as JSON') },
    notes: 'Exit code: 0 when the fleet is sound, 1 when it has no worker or has seen a disagreement, 126 for a fault.',
    examples: [
      { command: 'fuelcell fleet status --redis redis://127.0.0.1:6379', meaning: 'look' },
      { command: 'fuelcell fleet status --redis … --json | jq .queues', meaning: 'scale by what waits' },
    ],
  },
  async (values, _words, { stdout }) => {
    const { redis, prefix, unreachable } = values
    if (redis === undefined) throw new FuelcellError('invalid-option', say.noRedis('fleet status'))
    const { openFleet } = await import('../../fleet/index.js')
    const fleet = await openFleet({
      redis,
      ...(prefix === undefined ? {} : { prefix }),
      ...(unreachable === undefined ? {} : { unreachableMs: unreachable }),
    })
    try {
      const status = await fleet.status()
      stdout.write(values.json ? `${JSON.stringify(status, null, 2)}\n` : await inWords(status))
      return status.workers.length > 0 && status.disagreements === 0 ? 0 : 1
    } finally {
      await fleet.close()
    }
  },
)

async function inWords({ workers, queues, disagreements }: FleetStatus): Promise<string> {
  if (workers.length === 0) return say.none
  const there = workers.map(({ id, version, slots, runtimes }) => [
    id,
    version,
    String(slots),
    runtimes.map(({ name }) => name).join(' '),
  ])
  const waiting = queues.map(({ runtime, epoch, waiting, active, parked, oldestMs }) => [
    runtime,
    epoch,
    ...[waiting, active, parked].map(String),
    say.oldest(oldestMs),
  ])
  const tables = [await plainTable(say.workers, there), await plainTable(say.queues, waiting)]
  return `${tables.join('\n')}\n${say.disagreements(disagreements)}`
}
