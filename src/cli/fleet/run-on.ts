/** Who does the runs of a command: a runner of its own, or a fleet. */
import type { Runner, RunnerOptions } from '../../runner/runner.js'
import type { Context } from '../command.js'

/** What a command needs of whoever does its runs. */
export type Doer = Pick<Runner, 'run' | 'close'>

/** @param redis Where the fleet's Redis is; absent for a runner here. @throws FuelcellError as `createRunner` and `openFleet`. */
export async function runOn(
  redis: string | undefined,
  context: Pick<Context, 'createRunner'>,
  options: RunnerOptions,
): Promise<Doer> {
  if (redis === undefined) return context.createRunner(options)
  const { openFleet } = await import('../../fleet/index.js')
  return openFleet({ redis })
}
