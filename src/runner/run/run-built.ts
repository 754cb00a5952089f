import { FuelcellError } from '../../core/errors.js'
import { defaultCompileLimits, defaultLimits } from '../../core/limits.js'
import { requests } from '../../core/messages.js'
import type { Result, StageResult } from '../../core/result.js'
import { RequestFailed, type Worker } from '../../host/worker.js'
import { noStartup } from '../../runtimes/cache/provisioned.js'
import { argvOf } from '../../runtimes/manifest/argv.js'
import { envOf } from '../../runtimes/manifest/env.js'
import type { ResolvedRuntime } from '../../runtimes/manifest/manifest.js'
import { builds as say } from '../messages/builds.js'
import { abortedError, type Work } from '../pool/task.js'
import { type BuildRequest, buildProgram } from '../programs/build-program.js'
import type { ProgramModule } from '../provisioning/modules.js'
import { checkDisk, checkFileTree } from '../request/files.js'
import { assembleResult } from './assemble.js'
import { checkEntries, mountPoints, type RunContext, type RunnerParts, refuseWarmOnly } from './context.js'
import { explain, StaleModule } from './failures.js'
import { entryOf, moduleJob } from './job.js'
import { ensureOpen, type Openings } from './open-module.js'
import { runOnWorker } from './run-on-worker.js'
import { endsWorker } from './serve-provisioned.js'

/** A program that was built and compiled, with what its Results tell of that. */
export interface ReadyProgram {
  readonly runtime: ResolvedRuntime
  readonly module: ProgramModule
  readonly stages: readonly StageResult[]
  readonly fuelEpoch: string
}

/** What a program's own runs need. */
export type ProgramParts = RunnerParts & Pick<RunContext, 'idle'>

/** Builds the code and runs it once. */
export async function runBuilt(context: RunContext, runtime: ResolvedRuntime, code: Uint8Array): Promise<Result> {
  checkRun(runtime, context.request)
  const ready = await makeReady(context, runtime, code, context.request)
  if ('failure' in ready) return ready.failure
  try {
    return await runReady(context, ready)
  } finally {
    await letGo(context, ready)
  }
}

/**
 * Builds a program and has a worker open it.
 * @throws FuelcellError `invalid-module` for a program that the engine cannot compile within the limits; what building throws.
 */
export async function makeReady(
  parts: ProgramParts,
  runtime: ResolvedRuntime,
  code: Uint8Array,
  request: BuildRequest,
): Promise<ReadyProgram | { readonly failure: Result }> {
  const built = await buildProgram(parts, runtime, code, request)
  if ('failure' in built) return built
  const { modules, pool, idle } = parts
  const { timeoutMs } = { ...defaultCompileLimits, ...request.build.limits }
  const work: Work<ProgramModule> = {
    kind: 'own',
    perform: async (start, { keep }) => {
      // The one that compiles is ended after it; the one that runs can start meanwhile.
      const compiling = modules.compileProgram(built.module, runtime.devices ?? null, timeoutMs, start)
      const [compiled, started] = await Promise.allSettled([compiling, start()])
      if (compiled.status === 'rejected') throw namingTheProgram(compiled.reason)
      if (started.status === 'rejected') {
        await compiled.value.dispose()
        throw started.reason
      }
      try {
        await open(started.value, compiled.value)
        // Nobody would let go of it.
        if (request.signal?.aborted === true) throw abortedError(request.signal)
      } catch (error) {
        await compiled.value.dispose()
        throw error
      }
      keep(started.value)
      idle.put(compiled.value.source.name, started.value)
      return compiled.value
    },
  }
  try {
    const module = await pool.submit(work, request.signal)
    return { runtime, module, stages: built.stages, fuelEpoch: built.fuelEpoch }
  } catch (error) {
    const why = whyInvalid(error)
    if (why !== undefined) return { failure: built.invalid(why) }
    throw explain(error)
  }
}

/** Why the engine takes the program for no valid module: linkers let pass what only shows there. */
function whyInvalid(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof RequestFailed) return cause.code === 'bad-module' ? cause.message : undefined
  }
  return undefined
}

/** What stops the engine is a fault of the program, though its caller gave no module. */
function namingTheProgram(error: unknown): unknown {
  if (!(error instanceof FuelcellError && error.code === 'invalid-module')) return error
  return new FuelcellError('invalid-module', say.notCompiled(error.message), { cause: error })
}

/** Runs a program that is ready. */
export async function runReady(context: RunContext, program: ReadyProgram): Promise<Result> {
  const { pool, idle, graceMs, request: given } = context
  const { runtime, module, stages, fuelEpoch } = program
  const { source } = module
  const request = checkRun(runtime, given)
  const { args, env, preopens } = request
  const job = moduleJob(source.name, {
    ...request,
    args: argvOf(runtime, entryOf(runtime, request), args),
    env: envOf(runtime, env),
  })
  const work: Work<Result> = {
    kind: 'own',
    perform: async (start, { use, keep }) => {
      // A worker with preopens was opened for them.
      const waiting = preopens.length > 0 ? undefined : idle.take(source.name)
      const worker = waiting ?? (await start())
      if (waiting !== undefined) use(waiting)
      try {
        await open(worker, module, { preopens, caller: request.caller })
        const ending = await runOnWorker(worker, job, graceMs)
        if (preopens.length === 0 && !endsWorker.has(ending.result.status) && worker.isUsable) {
          keep(worker)
          idle.put(source.name, worker)
        } else worker.kill(new FuelcellError('worker-lost', say.workerDone))
        const about = { ...request, runtime: runtime.name, start: 'cold', ...noStartup, fuelEpoch } as const
        return { ...assembleResult(ending, about), stage: 'run', stages }
      } catch (error) {
        worker.kill(new FuelcellError('worker-lost', say.workerDone))
        throw error
      }
    },
  }
  try {
    return await pool.submit(work, request.signal)
  } catch (error) {
    throw explain(error)
  }
}

/** Ends the workers that wait for a program's runs and removes its compiled file. What cannot be removed hides no Result. */
export async function letGo({ idle }: Pick<ProgramParts, 'idle'>, { module }: ReadyProgram): Promise<void> {
  idle.drop(module.source.name)
  await module.dispose().catch(() => {})
}

/** The request with the limits of its run. @throws FuelcellError for what a program of its own cannot do. */
function checkRun(runtime: ResolvedRuntime, given: RunContext['request']): RunContext['request'] {
  const request = { ...given, limits: { ...defaultLimits, ...runtime.limits, ...given.givenLimits } }
  if (request.start === 'warm') {
    throw new FuelcellError('invalid-option', requests.startUnknown(request.caller, runtime.name, 'warm', ['cold']))
  }
  refuseWarmOnly(request)
  checkDisk({ code: new Uint8Array(0) }, request.files, request.limits.diskBytes, request.caller)
  const entries = checkFileTree(request.files.keys(), entryOf(runtime, request), request.caller, mountPoints(runtime))
  checkEntries(entries, request)
  return request
}

async function open(worker: Worker, { source }: ProgramModule, openings: Openings = {}) {
  try {
    await ensureOpen(worker, source, openings)
  } catch (error) {
    if (!(error instanceof StaleModule)) throw error
    throw new FuelcellError('compile-failed', say.notLoaded(error.message), { cause: error })
  }
}
