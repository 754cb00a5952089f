/** When the client goes away. */
import type { Context } from 'hono'
import { FuelcellError } from '../../core/errors.js'
import type { Env } from '../env.js'
import { server as say } from '../messages.js'

/**
 * Fires when the client has gone before its answer was whole. With a socket at hand it is asked itself: the signal of the request would
 * make Node's whole `Request` for it.
 */
export function goneSignal(c: Context<Env>): AbortSignal {
  const outgoing = c.env?.outgoing
  if (outgoing === undefined) return c.req.raw.signal
  const gone = new AbortController()
  const tell = () => {
    if (!outgoing.writableFinished) gone.abort(new FuelcellError('aborted', say.gone))
  }
  if (outgoing.destroyed) tell()
  else outgoing.once('close', tell)
  return gone.signal
}
