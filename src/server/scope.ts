/** Whose request it is, wherever in its handling somebody asks: for what has no place to be told, such as the steps of a session. */
import { AsyncLocalStorage } from 'node:async_hooks'

interface Scope {
  readonly key: string
}

const scopes = new AsyncLocalStorage<Scope>()

export function within<T>(key: string, work: () => T): T {
  return scopes.run({ key }, work)
}

/** The name of the key with which the request came; `undefined` outside of one, and where none is asked for. */
export function currentKey(): string | undefined {
  return scopes.getStore()?.key
}
