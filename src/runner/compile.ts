import { asObject, checkKeys } from '../options.js'
import type { Result } from '../result.js'
import { parseFiles } from './files.js'
import { checkBuild } from './parse-build.js'
import { CALL } from './parse-request.js'
import { type CompileOptions, HeldProgram, type Program, type ProgramRun } from './program.js'
import type { RunRequest } from './request.js'
import { letGo, makeReady, runReady } from './run-built.js'
import { type RunContext, runRuntime } from './run-runtime.js'

/** Has the runner do something with a request, as it does it with any other. */
export type Accept = <T>(request: RunRequest, perform: (context: RunContext) => Promise<T>) => Promise<T>

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
] as const satisfies ReadonlyArray<keyof ProgramRun>

/**
 * Builds a program, or holds the code where the runtime builds none.
 * @throws FuelcellError like a run.
 */
export async function compile(
  runtime: string,
  code: string,
  options: CompileOptions,
  accept: Accept,
): Promise<Program> {
  checkKeys(asObject(options, COMPILE, 'the options'), compileKeys, COMPILE)
  const { signal: _, compilerOptions: __, sources: ___, ...kept } = options
  return accept({ ...options, runtime, code }, async (context) => {
    const resolved = await context.modules.resolve(runtime)
    checkBuild(resolved, context.request.build, CALL)
    const { name } = resolved
    if (resolved.stages === undefined) {
      const run = (given: ProgramRun) =>
        accept(joined({ ...kept, runtime: name, code }, given), (each) => runRuntime(each, Buffer.from(code)))
      return new HeldProgram({ runtime: name, stages: [], failure: undefined, run, release: async () => {} })
    }
    const ready = await makeReady(context, resolved, Buffer.from(code), context.request)
    if ('failure' in ready) {
      const { failure } = ready
      const run = async (): Promise<Result> => failure
      return new HeldProgram({ runtime: name, stages: failure.stages ?? [], failure, run, release: async () => {} })
    }
    const run = (given: ProgramRun) =>
      accept(joined({ ...kept, runtime: name, code: '' }, given), (each) => runReady(each, ready))
    return new HeldProgram({
      runtime: name,
      stages: ready.stages,
      failure: undefined,
      run,
      release: () => letGo(context, ready),
    })
  })
}

/** A request of what a program was made of and of what one run of it is given. */
function joined(program: RunRequest, given: ProgramRun): RunRequest {
  checkKeys(asObject(given, RUN, 'the options'), runKeys, RUN)
  return {
    ...program,
    ...given,
    // By whole path: a folder that both have holds the files of both.
    files: Object.fromEntries([...parseFiles(program.files, COMPILE), ...parseFiles(given.files, RUN)]),
    limits: { ...program.limits, ...(given.limits === undefined ? {} : asObject(given.limits, RUN, 'limits')) },
  }
}
