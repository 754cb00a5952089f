/** The runtimes that a command is about: those named, by name or alias, or all of them. */
import { FuelcellError } from '../../core/errors.js'
import { type Examined, examineRuntimes } from '../../runtimes/manifest/examine.js'
import { resolveRuntime } from '../../runtimes/manifest/resolve.js'
import { installation as say } from '../installation-messages.js'

/**
 * Of all runtimes those that are broken are told apart; one that is named has to be sound.
 * @throws FuelcellError `invalid-option` for none and for both, `unknown-runtime`, `invalid-manifest`.
 */
export async function chosenRuntimes(
  command: string,
  words: readonly string[],
  all: boolean | undefined,
): Promise<Examined> {
  if ((words.length === 0) !== (all === true)) throw new FuelcellError('invalid-option', say.namesOrAll(command))
  if (all === true) return examineRuntimes()
  const resolved = await Promise.all(words.map((name) => resolveRuntime(name)))
  return { sound: [...new Map(resolved.map((runtime) => [runtime.name, runtime])).values()], broken: [] }
}
