import { FuelcellError } from '../../core/errors.js'
import { misplacedLimits } from '../../core/limits.js'
import type { Result } from '../../core/result.js'
import { asObject, checkKeys } from '../../core/validate.js'
import type { ResolvedRuntime } from '../../runtimes/manifest/manifest.js'
import { builds as say } from '../messages/builds.js'
import { parseFiles } from '../request/files.js'
import { type BuildOptions, checkBuild } from '../request/parse-build.js'
import type { RunRequest } from '../request/request.js'
import type { RunContext } from '../run/context.js'
import { isCalled } from '../run/job.js'
import { letGo, makeReady, runReady } from '../run/run-built.js'
import { type HeldCode, isPacked, runRuntime } from '../run/run-runtime.js'
import { type CompiledCode, compileCode } from './compile-code.js'
import { type CompileOptions, HeldProgram, type Program, type ProgramRun } from './program.js'

/** Has the runner do something with a request, as it does it with any other. */
export type Accept = <T>(
  request: RunRequest,
  caller: string,
  perform: (context: RunContext) => Promise<T>,
) => Promise<T>

const COMPILE = 'runner.compile'
const RUN = 'program.run'
const compileKeys = [
  'entry',
  'files',
  'compilerOptions',
  'sources',
  'limits',
  'signal',
] as const satisfies ReadonlyArray<keyof CompileOptions>
const runKeys = [
  'args',
  'env',
  'stdin',
  'stdinLines',
  'files',
  'preopens',
  'start',
  'setup',
  'call',
  'returns',
  'profileFuel',
  'limits',
  'clockStartMs',
  'seed',
  'signal',
  'onOutput',
  'keepOutput',
] as const satisfies ReadonlyArray<keyof ProgramRun>

/**
 * Builds a program, or holds the code where the runtime builds none.
 * @throws FuelcellError like a run.
 */
export async function compile(
  runtime: string,
  code: string | Uint8Array,
  options: CompileOptions,
  accept: Accept,
): Promise<Program> {
  checkKeys(asObject(options, COMPILE, 'the options'), compileKeys, COMPILE, misplacedLimits)
  const { signal: _, compilerOptions: __, sources: ___, ...asked } = options
  return accept({ ...options, runtime, code }, COMPILE, async (context) => {
    const { build, entry, program, files } = context.request
    if (!('code' in program)) throw new FuelcellError('invalid-option', say.moduleNotBuilt(COMPILE))
    const resolved = await context.modules.resolve(runtime)
    const { name } = resolved
    const bytes = program.code
    // Of the program, where that was one of them, it is the code by now.
    const kept = { ...asked, files: Object.fromEntries(files) }
    if (resolved.stages === undefined) {
      const isCompiled = isCalled(resolved) && ((entry ?? resolved.entry) === resolved.entry || !isPacked(bytes))
      checkBuild(resolved, isCompiled ? withoutLimits(build) : build, COMPILE)
      const held = isCompiled ? await holdCompiled(context, resolved, bytes) : undefined
      const run = (given: ProgramRun) =>
        accept(joined({ ...kept, runtime: name, code: bytes }, given), RUN, (each) => runRuntime(each, bytes, held))
      const release = async () => {
        if (held !== undefined) context.images.forget(held.image)
      }
      return new HeldProgram({ runtime: name, stages: held?.stages ?? [], failure: held?.failure, run, release })
    }
    checkBuild(resolved, build, COMPILE)
    const ready = await makeReady(context, resolved, bytes, context.request)
    if ('failure' in ready) {
      const { failure } = ready
      const run = async (): Promise<Result> => failure
      return new HeldProgram({ runtime: name, stages: failure.stages ?? [], failure, run, release: async () => {} })
    }
    const run = (given: ProgramRun) =>
      accept(joined({ ...kept, runtime: name, code: '' }, given), RUN, (each) => runReady(each, ready))
    return new HeldProgram({
      runtime: name,
      stages: ready.stages,
      failure: undefined,
      run,
      release: () => letGo(context, ready),
    })
  })
}

/** Compiles code once for all its runs. */
async function holdCompiled(
  context: RunContext,
  runtime: ResolvedRuntime,
  code: Uint8Array,
): Promise<CompiledCode & HeldCode> {
  const image = context.images.issue()
  try {
    const compiled = await compileCode(context, runtime, code, image)
    // Nothing of it will run.
    if (compiled.failure !== undefined) context.images.forget(image)
    return { ...compiled, image }
  } catch (error) {
    context.images.forget(image)
    throw error
  }
}

/** Bytecode has no stages with options; its budget is all that a request can say of compiling it. */
function withoutLimits(build: BuildOptions): BuildOptions {
  return { ...build, given: build.given.filter((name) => name !== 'limits.compile') }
}

/** A request of what a program was made of and of what one run of it is given. */
function joined(program: RunRequest, given: ProgramRun): RunRequest {
  checkKeys(asObject(given, RUN, 'the options'), runKeys, RUN, misplacedLimits)
  const { compile: _, ...limits } = program.limits ?? {}
  const own = given.limits === undefined ? {} : asObject(given.limits, RUN, 'limits')
  if (own.compile !== undefined) throw new FuelcellError('invalid-option', say.limitsTooLate(RUN))
  return {
    ...program,
    ...given,
    // By whole path: a folder that both have holds the files of both.
    files: Object.fromEntries([...parseFiles(program.files, COMPILE), ...parseFiles(given.files, RUN)]),
    limits: { ...limits, ...own },
  }
}
