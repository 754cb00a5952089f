/** What the server knows of a request besides the request itself. */
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { Told } from './http/access-log.js'

export interface Env {
  /** Node's own request and response; absent where the app is asked without a socket. */
  readonly Bindings: Partial<HttpBindings>
  readonly Variables: {
    readonly requestId: string
    /** Whose request it is: the name of its key, never the key; `undefined` where the server asks for none. To be given to a run. */
    readonly key: string | undefined
    /** What the log is to say beside. */
    readonly told: Told
  }
}

/** Has the log say more. */
export function tell(c: Context<Env>, more: Told): void {
  c.set('told', { ...c.get('told'), ...more })
}
