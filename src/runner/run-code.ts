import type { Result } from '../core/result.js'
import { defaultRunner } from './default-runner.js'
import type { FileTree, RunOptions } from './request/request.js'

/**
 * Runs code in a runtime once. The runner behind it is shared by all calls, does not keep Node alive, and ends with it.
 * @param runtime Name of a runtime or an alias of it, such as `ruby` or `js`.
 * @param code The program's text.
 * @param options The world and the limits of the run, and files beside the program.
 * @throws FuelcellError when something of that is not valid, or the sandbox could not do it. What the code did is in the Result.
 */
export async function runCode(runtime: string, code: string | Uint8Array, options?: RunOptions): Promise<Result> {
  const runner = await defaultRunner()
  return runner.runCode(runtime, code, options)
}

/**
 * Runs one of several files once, like {@link runCode}.
 * @param entryPath Path of the program among the files, such as `main.rb` or `src/app.py`.
 * @param files What is in the run directory: text or bytes by path, folders nested or not.
 */
export async function runFS(
  runtime: string,
  entryPath: string,
  files: FileTree,
  options?: Omit<RunOptions, 'files'>,
): Promise<Result> {
  const runner = await defaultRunner()
  return runner.runFS(runtime, entryPath, files, options)
}
