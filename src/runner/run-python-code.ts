import { parseLimits } from '../core/limits.js'
import type { Result } from '../core/result.js'
import { defaultRunner } from './default-runner.js'

/**
 * Runs Python code once, with defaults for everything else.
 * The runner behind it is shared by all calls, does not keep Node alive, and ends with it: there is nothing to close.
 * @param code The program's text.
 * @param fuel The most fuel that it may use. Default 400,000,000.
 * @throws FuelcellError when the code or the fuel is not valid, or the sandbox could not do it. What the code did is in the Result.
 */
export async function runPythonCode(code: string, fuel = 400_000_000): Promise<Result> {
  const limits = parseLimits({ fuel }, 'runPythonCode')
  const runner = await defaultRunner()
  return runner.run({ runtime: 'python', code, limits })
}
