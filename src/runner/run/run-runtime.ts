import { FuelcellError } from '../../core/errors.js'
import { defaultLimits } from '../../core/limits.js'
import { requests as say } from '../../core/messages.js'
import type { Result, StageResult, Start } from '../../core/result.js'
import { noStartup, type StartupCost } from '../../runtimes/cache/provisioned.js'
import type { ResolvedRuntime } from '../../runtimes/manifest/manifest.js'
import type { Provisioned } from '../../runtimes/provision/provision.js'
import type { Work } from '../pool/task.js'
import { checkDisk, checkFileTree } from '../request/files.js'
import { checkBuild } from '../request/parse-build.js'
import { checkPreopenNames } from '../request/preopens.js'
import { assembleResult } from './assemble.js'
import { checkClock, checkEntries, mountPoints, type RunContext, refuseWarmOnly } from './context.js'
import { entryOf, isCalled, runtimeJob } from './job.js'
import { ensureOpen } from './open-module.js'
import type { Ending } from './recorder.js'
import { runBuilt } from './run-built.js'
import { runOnWorker } from './run-on-worker.js'
import { sharedWork, withProvisioned } from './serve-provisioned.js'

/** Code that was compiled before. */
export interface HeldCode {
  /** Under what number workers keep what it was compiled to. */
  readonly image: number
  readonly stages: readonly StageResult[]
}

/**
 * Runs code in a runtime, which is provisioned if this is its first use.
 * @param held Set for a program's code, whose run does not pay for compiling.
 */
export async function runRuntime(given: RunContext, code: Uint8Array, held?: HeldCode): Promise<Result> {
  const { pool, modules } = given
  const runtime = await modules.resolve(given.request.runtime)
  checkBuild(runtime, given.request.build, given.request.caller)
  checkClock(runtime, given.request)
  if (runtime.stages !== undefined) return runBuilt(given, runtime, code)
  const limits = { ...defaultLimits, ...runtime.limits, ...given.request.givenLimits }
  const request = { ...given.request, limits }
  const context = { ...given, request }
  const start = chooseStart(runtime, request, code)
  const mounts = mountPoints(runtime)
  checkDisk({ code }, request.files, limits.diskBytes, request.caller)
  checkEntries(checkFileTree(request.files.keys(), entryOf(runtime, request), request.caller, mounts), request)
  checkPreopenNames(request.preopens, mounts, request.caller)
  return withProvisioned(
    modules,
    () => modules.obtain(runtime, start),
    request.signal,
    async (provisioned) => {
      const ending = await pool.submit(codeWork(context, provisioned, code, held?.image), request.signal)
      const startup = request.call === null ? {} : startupOfCall(provisioned)
      const about = { ...request, ...provisioned, ...startup, runtime: runtime.name }
      // A run that had to compile after all paid for it, as a cold start does, or one with a setup.
      if (held === undefined || !ending.result.compileFree) return assembleResult(ending, about)
      const startupFuel = provisioned.startupFuel - provisioned.startupCompileFuel
      return { ...assembleResult(ending, { ...about, startupFuel }), stage: 'run', stages: held.stages }
    },
  )
}

/** Where a zip says that it ends; a comment may follow. */
const END_OF_ZIP = 'PK\x05\x06'
const MOST_END_OF_ZIP_BYTES = 65_557

function codeWork(
  context: RunContext,
  provisioned: Provisioned,
  code: Uint8Array,
  image: number | undefined,
): Work<Ending> {
  const { request, graceMs } = context
  const { source } = provisioned
  const job = runtimeJob(provisioned, source.name, { ...request, code, image })
  if (request.preopens.length === 0) return sharedWork(context, source, job)
  return {
    kind: 'own',
    perform: async (start) => {
      const worker = await start()
      await ensureOpen(worker, source, { preopens: request.preopens, caller: request.caller })
      return runOnWorker(worker, job, graceMs)
    },
  }
}

/** What comes before a called function's module, and what the module costs, is told whole: an empty setup has no part in it. */
function startupOfCall({ startupFuel, startupCompileFuel }: StartupCost): StartupCost {
  return { ...noStartup, startupFuel, startupCompileFuel }
}

/**
 * @throws FuelcellError `invalid-option` for a start that the runtime does not have, or that cannot do what is asked.
 */
function chooseStart(runtime: ResolvedRuntime, request: RunContext['request'], code: Uint8Array): Start {
  const { caller, start, preopens, env, entry } = request
  const prefixes = runtime.starts.warm?.bootVariables ?? []
  const bootVariable = env.find(([name]) => prefixes.some((prefix) => name.startsWith(prefix)))?.[0]
  // A snapshot that is called takes any name, but archives and bytecode are for the interpreter's own start.
  const isFixed = !isCalled(runtime) || isPacked(code)
  const otherEntry = entry !== runtime.entry && isFixed ? entry : undefined
  const needsCold = preopens.length > 0 || bootVariable !== undefined || otherEntry !== undefined
  const chosen = start ?? (needsCold ? 'cold' : runtime.defaultStart)
  if (runtime.starts[chosen] === undefined) {
    throw new FuelcellError(
      'invalid-option',
      say.startUnknown(caller, runtime.name, chosen, Object.keys(runtime.starts)),
    )
  }
  if (chosen === 'cold' || runtime.starts.warm?.rewind !== undefined) refuseWarmOnly(request)
  if (chosen === 'cold') return chosen
  if (request.profileFuel !== null && runtime.starts.warm?.image !== undefined) {
    throw new FuelcellError('invalid-option', say.noProfile(caller, runtime.name))
  }
  if (preopens.length > 0) {
    throw new FuelcellError('invalid-option', say.warmWithPreopens(caller))
  } else if (otherEntry !== undefined) {
    const why = isCalled(runtime)
      ? say.warmPacked(caller, otherEntry)
      : say.warmWithEntry(caller, otherEntry, runtime.entry)
    throw new FuelcellError('invalid-option', why)
  } else if (bootVariable !== undefined) {
    throw new FuelcellError('invalid-option', say.bootVariable(caller, bootVariable, runtime.name))
  }
  return chosen
}

/** Whether a program is an archive or bytecode: both have bytes of 0, and one the end of a zip, the other CR LF behind its version. */
export function isPacked(code: Uint8Array): boolean {
  if (!code.includes(0)) return false
  const bytes = Buffer.from(code.buffer, code.byteOffset, code.byteLength)
  return bytes.includes(END_OF_ZIP, -MOST_END_OF_ZIP_BYTES) || bytes.indexOf('\r\n') === 2
}
