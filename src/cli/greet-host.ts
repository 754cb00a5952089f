import type { Hello } from '../host/protocol.js'

/** Enough for a slow machine under load; a host that works says hello within a few milliseconds. */
const HANDSHAKE_MS = 10_000

export interface Greeting {
  readonly path: string
  readonly hello: Hello
}

/**
 * Starts the host, takes its first frame and ends it.
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
  worker.kill(new FuelcellError('runner-closed', runs.closed))
  return { path, hello: worker.hello }
}
