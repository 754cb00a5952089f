/** Many machines: runs over a queue in Redis. `docs/fleet.md` tells how to operate one. */
export { type Fleet, openFleet } from './fleet.js'
export type { FleetOptions } from './options.js'
export type { Announced, AnnouncedRuntime } from './registry.js'
export type { FleetStatus, QueueStatus } from './status.js'
export { type FleetWorker, startFleetWorker, type WorkerOptions } from './worker.js'
