/** Runs by a fleet; programs are still compiled and run here. */
import type { Runner } from '../../runner/runner.js'
import type { ServerRunner } from '../../server/options.js'

export interface FleetRunner {
  readonly runner: ServerRunner
  close(): Promise<void>
}

export async function fleetBeside(local: Runner, redis: string): Promise<FleetRunner> {
  const { openFleet } = await import('../../fleet/index.js')
  const fleet = await openFleet({ redis })
  return {
    runner: {
      run: (request) => fleet.run(request),
      compile: (...given) => local.compile(...given),
      provision: (...given) => local.provision(...given),
    },
    close: () => fleet.close(),
  }
}
