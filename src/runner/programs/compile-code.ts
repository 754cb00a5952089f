import { defaultCompileLimits } from '../../core/limits.js'
import type { Result, StageResult } from '../../core/result.js'
import { noStartup, type StartupCost } from '../../runtimes/cache/provisioned.js'
import type { ResolvedRuntime } from '../../runtimes/manifest/manifest.js'
import { checkDisk, checkFileTree } from '../request/files.js'
import { assembleResult, assembleStage } from '../run/assemble.js'
import { checkEntries, mountPoints, type RunContext } from '../run/context.js'
import { entryOf, runtimeJob } from '../run/job.js'
import { sharedWork, TOOL_WORLD, withProvisioned } from '../run/serve-provisioned.js'

/** What compiling code for a snapshot came to. */
export interface CompiledCode {
  readonly stages: readonly StageResult[]
  /** Set when it was not compiled. */
  readonly failure?: Result
}

/**
 * Compiles code in the snapshot of its runtime, which any worker then has under the number of the image.
 * @throws FuelcellError for what is no fault of the source.
 */
export async function compileCode(
  context: RunContext,
  runtime: ResolvedRuntime,
  code: Uint8Array,
  image: number,
): Promise<CompiledCode> {
  const { modules, pool, request } = context
  const { caller, files, signal } = request
  const limits = { ...defaultCompileLimits, ...request.build.limits }
  const entry = entryOf(runtime, request)
  checkDisk({ code }, files, limits.diskBytes, caller)
  checkEntries(checkFileTree(files.keys(), entry, caller, mountPoints(runtime)), { caller, limits })
  return withProvisioned(
    modules,
    () => modules.obtain(runtime, 'warm'),
    signal,
    async (provisioned) => {
      const { source, fuelEpoch } = provisioned
      const job = runtimeJob(provisioned, source.name, {
        code,
        entry: request.entry,
        files,
        limits,
        image,
        compileOnly: true,
        ...TOOL_WORLD,
      })
      const ending = await pool.submit(sharedWork(context, source, job), signal)
      const startup: StartupCost = { ...noStartup, startupFuel: provisioned.startupCompileFuel }
      const report = assembleStage(ending, 'compile', entry, startup)
      const stages = [report]
      if (report.exitCode === 0) return { stages }
      const { clockStartMs, seed } = request
      const world = { clockStartMs, seed }
      const result = assembleResult(ending, { runtime: runtime.name, start: 'warm', ...startup, fuelEpoch, ...world })
      return { stages, failure: { ...result, stage: 'compile', stages } }
    },
  )
}
