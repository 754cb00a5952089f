import type { Hello, Layer } from '../host/protocol.js'

/** Enough for a slow machine under load; a host that works says hello within a few milliseconds. */
const HANDSHAKE_MS = 10_000

export interface Greeting {
  readonly path: string
  readonly hello: Hello
  /** The walls, with the worker sealed. */
  readonly hardening: readonly Layer[]
}

/**
 * Starts the host, takes its first frame, has it close its walls and ends it.
 * @throws FuelcellError `host-missing`, `host-not-executable`, `host-start-failed`, `host-protocol` or `host-version-mismatch`.
 */
export async function greetHost(): Promise<Greeting> {
  const [{ findHost, packageVersion }, { Worker }, { FuelcellError }, { runs }] = await Promise.all([
    import('../host/binary.js'),
    import('../runner/worker.js'),
    import('../errors.js'),
    import('../messages.js'),
  ])
  const path = await findHost()
  const options = { hostPath: path, version: await packageVersion(), handshakeMs: HANDSHAKE_MS }
  const worker = await Worker.start(options, () => undefined)
  try {
    await worker.open([], [])
    return { path, hello: worker.hello, hardening: worker.hardening }
  } finally {
    worker.kill(new FuelcellError('runner-closed', runs.closed))
  }
}
