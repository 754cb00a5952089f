import type { Redis } from 'ioredis'
import type { Runner } from '../runner/runner.js'
import type { Keys } from './keys.js'
import type { Scripted } from './scripts.js'

/** Everything that doing a job needs. */
export interface Post {
  readonly id: string
  readonly redis: Redis
  readonly keys: Keys
  readonly scripts: Scripted
  readonly runner: Pick<Runner, 'run'>
  readonly onWarning: (message: string) => void
  /** Whether another worker has the runtime in this epoch. */
  readonly hasPeer: (runtime: string, epoch: string) => Promise<boolean>
}
