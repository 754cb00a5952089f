/** What a module is made from that lies in the cache itself: archives of mounts, a tuned wasm. */
import { readEntry } from './cache.js'
import type { Obtained } from './obtain.js'

/** The host could not read an input: it was removed or damaged since it was found. Its `cause` is the error itself. */
export class UnreadableInput extends Error {
  readonly inputs: readonly Obtained[]

  constructor(inputs: readonly Obtained[], cause: unknown) {
    super('', { cause })
    this.inputs = inputs
  }
}

/**
 * Does work that has the host read inputs.
 * @throws UnreadableInput when it could not; whatever else it fails with as it is.
 */
export async function reading<T>(inputs: readonly Obtained[], work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (await isOfInputs(error, inputs)) throw new UnreadableInput(inputs, error)
    throw error
  }
}

/** Only what is read has a wrong digest. Another failure may be of what is written, unless an input is not what it was. */
async function isOfInputs(error: unknown, inputs: readonly Obtained[]): Promise<boolean> {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'digest-mismatch') return inputs.length > 0
  if (code !== 'io') return false
  const found = await Promise.all(inputs.map(({ folder }) => readEntry(folder)))
  return found.some((entry, index) => typeof entry !== 'object' || entry.id !== inputs[index]?.entry.id)
}
