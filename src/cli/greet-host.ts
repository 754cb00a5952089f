import type { Hello, Layer } from '../host/protocol.js'
import type { Worker } from '../host/worker.js'

/** Enough for a slow machine under load; a host that works says hello within a few milliseconds. */
const HANDSHAKE_MS = 10_000

export interface Greeting {
  readonly path: string
  readonly hello: Hello
  /** The walls, with the worker sealed. */
  readonly hardening: readonly Layer[]
}

/**
 * Starts the host, has it do something, and ends it.
 * @throws FuelcellError `host-missing`, `host-not-executable`, `host-start-failed`, `host-protocol` or `host-version-mismatch`.
 */
export async function withHost<T>(use: (worker: Worker, path: string) => Promise<T>): Promise<T> {
  const [{ findHost }, { packageVersion }, { Worker: HostWorker }, { FuelcellError }, { workers }] = await Promise.all([
    import('../host/binary.js'),
    import('../core/package-version.js'),
    import('../host/worker.js'),
    import('../core/errors.js'),
    import('../host/messages.js'),
  ])
  const path = await findHost()
  const options = { hostPath: path, version: await packageVersion(), handshakeMs: HANDSHAKE_MS }
  const worker = await HostWorker.start(options, () => undefined)
  try {
    return await use(worker, path)
  } finally {
    worker.kill(new FuelcellError('runner-closed', workers.closed))
  }
}

/** Takes the host's first frame and has it close its walls. */
export function greetHost(): Promise<Greeting> {
  return withHost(async (worker, path) => {
    await worker.open([], [])
    return { path, hello: worker.hello, hardening: worker.hardening }
  })
}
