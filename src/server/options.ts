/** What a server is made of. */

import type { Task } from '../grade/index.js'
import type { Program } from '../runner/programs/program.js'
import type { Runner } from '../runner/runner.js'
import type { Manifest } from '../runtimes/manifest/manifest.js'
import type { DialectConfig } from './dialects/config.js'
import type { Keys } from './keys.js'

export interface Access {
  readonly time: string
  readonly id: string
  readonly method: string
  readonly path: string
  readonly status: number
  readonly ms: number
  /** The name of the key, `anybody` without keys, `null` for a request that was refused. */
  readonly caller: string | null
}

export interface AppOptions {
  /** What does the runs. The server does not close it. */
  readonly runner: Pick<Runner, 'run' | 'compile' | 'provision'>
  /** Runs at a time. Default 2; the runner's workers are a good number. */
  readonly slots?: number
  /** Runs of each priority that may wait. Default 1,000. */
  readonly queueLimit?: number
  /** Default: nobody needs a key. */
  readonly keys?: Keys
  /** Names of dialects to speak. Default all. */
  readonly dialects?: readonly string[]
  readonly dialectConfig?: Partial<DialectConfig>
  /** Bytes of a body at most. Default 8 MiB. */
  readonly bodyLimit?: number
  /** Bytes of Results to keep; 0 keeps none. Default 0. */
  readonly cacheBytes?: number
  /** Where they are kept on disk too. Default: in memory alone. */
  readonly cacheFolder?: string
  /** Tasks that may be graded by name. Default none. */
  readonly tasks?: ReadonlyMap<string, Task>
  /** How often a stream without output says that it is alive, in milliseconds. Default 15 seconds. */
  readonly heartbeatMs?: number
  /** The time, in milliseconds since 1970, by which keys expire. Default: the machine's. */
  readonly now?: () => number
  readonly onAccess?: (access: Access) => void
  /** Told of what is a mistake of the server's own. */
  readonly onFault?: (error: unknown) => void
}

/** Programs that are kept at a time, and how long one stays that nobody runs, in milliseconds. */
export const PROGRAMS = { most: 1000, idleMs: 600_000 } as const

export interface Offered {
  readonly runtimes: readonly Manifest[]
}

export type Compiled = Pick<Program, 'run' | 'close' | 'ok' | 'stages' | 'runtime' | 'failure'>
