/** What the commands of a fleet print. */
import { printable } from '../../core/quoting.js'

export const fleetCommands = {
  noRedis: (command: string) => `\`fuelcell ${command}\` needs --redis URL, such as redis://127.0.0.1:6379`,
  unknown: (names: readonly string[]) =>
    `no such runtime: ${names.map(printable).join(', ')}; \`fuelcell runtimes\` lists them`,
  ready: (id: string, runtimes: readonly string[], slots: number) =>
    `fuelcell worker ${id} takes runs of ${runtimes.map(printable).join(', ')}, ${slots} at a time\n`,
  draining: 'draining: runs under way are finished, no new ones are taken; a second signal ends them',
  none: 'no worker is there\n',
  workers: ['WORKER', 'VERSION', 'SLOTS', 'RUNTIMES'],
  queues: ['RUNTIME', 'EPOCH', 'WAITING', 'ACTIVE', 'PARKED', 'OLDEST'],
  oldest: (ms: number | null) => (ms === null ? '-' : `${(ms / 1000).toFixed(1)} s`),
  disagreements: (count: number) => `disagreements: ${count}\n`,
} as const
