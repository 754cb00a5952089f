/** Events of a run as they come: lines of JSON, or server-sent events. */
import type { Context } from 'hono'
import type { WireEvent } from '../wire/index.js'

export type Format = 'ndjson' | 'sse'

const HEARTBEAT_MS = 15_000
const types = { ndjson: 'application/x-ndjson', sse: 'text/event-stream' } as const

/** How the client wants a stream, if it wants one: `?stream`, and its `Accept` says which kind. */
export function formatOf(c: Context): Format | undefined {
  const accepts = c.req.header('accept') ?? ''
  if (accepts.includes('text/event-stream')) return 'sse'
  if (accepts.includes('application/x-ndjson')) return 'ndjson'
  const { stream } = c.req.query()
  if (stream === undefined || stream === 'false' || stream === '0') return undefined
  return 'ndjson'
}

/**
 * A response that goes on until the work has ended. A client that goes away ends the work.
 * Between events a heartbeat keeps proxies patient: an empty line, or a comment.
 */
export function eventStream(
  c: Context,
  format: Format,
  heartbeatMs: number = HEARTBEAT_MS,
  work: (send: (event: WireEvent) => void, signal: AbortSignal) => Promise<void>,
): Response {
  const gone = new AbortController()
  const signal = AbortSignal.any([gone.signal, c.req.raw.signal])
  const encoder = new TextEncoder()
  let heartbeat: NodeJS.Timeout | undefined
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string) => {
        if (!signal.aborted) controller.enqueue(encoder.encode(text))
      }
      heartbeat = setInterval(() => write(format === 'sse' ? ':\n\n' : '\n'), heartbeatMs)
      const send = (event: WireEvent) => {
        const json = JSON.stringify(event)
        write(format === 'sse' ? `event: ${event.type}\ndata: ${json}\n\n` : `${json}\n`)
      }
      // Not awaited: what is written is to go out before the work ends.
      void work(send, signal).finally(() => {
        clearInterval(heartbeat)
        if (!signal.aborted) controller.close()
      })
    },
    cancel() {
      clearInterval(heartbeat)
      gone.abort()
    },
  })
  return new Response(body, {
    headers: { 'content-type': types[format], 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  })
}
