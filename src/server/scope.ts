/** What belongs to one HTTP request, wherever in its handling somebody asks. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { anybody, type Caller } from './keys.js'

export interface Scope {
  readonly id: string
  readonly caller: Caller
}

const scopes = new AsyncLocalStorage<Scope>()

export function within<T>(scope: Scope, work: () => T): T {
  return scopes.run(scope, work)
}

/** Whoever asked. */
export function currentCaller(): Caller {
  return scopes.getStore()?.caller ?? anybody
}
