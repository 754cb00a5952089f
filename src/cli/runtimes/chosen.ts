/** The runtimes that a command is about: those named, by name or alias, or all of them. */
import { FuelcellError } from '../../errors.js'
import { installation as say } from '../../messages.js'
import { listRuntimes, type ResolvedRuntime, resolveRuntime } from '../../runtimes/resolve.js'

/** @throws FuelcellError `invalid-option` for none and for both, `unknown-runtime`, `invalid-manifest`. */
export async function chosenRuntimes(
  command: string,
  words: readonly string[],
  all: boolean | undefined,
): Promise<readonly ResolvedRuntime[]> {
  if ((words.length === 0) !== (all === true)) throw new FuelcellError('invalid-option', say.namesOrAll(command))
  const resolved = await Promise.all((all ? await listRuntimes() : words).map((name) => resolveRuntime(name)))
  return [...new Map(resolved.map((runtime) => [runtime.name, runtime])).values()]
}
