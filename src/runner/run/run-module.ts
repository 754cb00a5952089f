import { FuelcellError } from '../../core/errors.js'
import { requests as say } from '../../core/messages.js'
import type { Result } from '../../core/result.js'
import type { Worker } from '../../host/worker.js'
import { noStartup, type ProvisionedModule } from '../../runtimes/cache/provisioned.js'
import { runs } from '../messages/runs.js'
import { checkDisk, checkFileTree } from '../request/files.js'
import { WASM } from '../request/parse-request.js'
import type { ModuleProgram } from '../request/request.js'
import { assembleResult } from './assemble.js'
import { checkEntries, type RunContext, refuseWarmOnly } from './context.js'
import { explain, StaleModule } from './failures.js'
import { moduleJob } from './job.js'
import { ensureOpen } from './open-module.js'
import type { Ending } from './recorder.js'
import { runOnWorker } from './run-on-worker.js'

/** Runs a caller's own module, with workers of its own to compile it and to run it. */
export async function runModule(context: RunContext, program: ModuleProgram): Promise<Result> {
  const { pool, request } = context
  if (request.start === 'warm')
    throw new FuelcellError('invalid-option', say.startUnknown(request.caller, WASM, 'warm', ['cold']))
  refuseWarmOnly(request)
  checkDisk(request.program, request.files, request.limits.diskBytes, request.caller)
  checkEntries(checkFileTree(request.files.keys(), undefined, request.caller), request)
  try {
    const { ending, fuelEpoch } = await pool.submit(
      { kind: 'own', perform: (start) => compileAndServe(context, program, start) },
      request.signal,
    )
    return assembleResult(ending, {
      ...request,
      runtime: WASM,
      start: 'cold',
      ...noStartup,
      fuelEpoch,
    })
  } catch (error) {
    throw explain(error)
  }
}

async function compileAndServe(
  { modules, graceMs, request }: RunContext,
  { module, name }: ModuleProgram,
  start: () => Promise<Worker>,
): Promise<{ ending: Ending; fuelEpoch: string }> {
  let isRenewed = false
  for (;;) {
    const provisioned = await modules.obtainOwn(module, start)
    try {
      const worker = await start()
      await ensureOpen(worker, provisioned.source, { preopens: request.preopens, caller: request.caller })
      const job = moduleJob(provisioned.source.name, { ...request, args: [name, ...request.args] })
      return { ending: await runOnWorker(worker, job, graceMs), fuelEpoch: provisioned.fuelEpoch }
    } catch (error) {
      if (!(error instanceof StaleModule)) throw error
      if (isRenewed) throw new FuelcellError('compile-failed', runs.loadFailed(name, error.message), { cause: error })
      await modules.discardOwn(provisioned)
      isRenewed = true
    } finally {
      await disposeQuietly(provisioned)
    }
  }
}

/** A temporary folder that cannot be removed must not hide what the run came to. */
async function disposeQuietly(provisioned: ProvisionedModule): Promise<void> {
  await provisioned.dispose().catch(() => {})
}
