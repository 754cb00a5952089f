import type { CompiledModule } from '../core/compiled-module.js'
import { FuelcellError } from '../core/errors.js'
import { Channel, type Reply, type Request } from './channel.js'
import { fileParts } from './file-parts.js'
import { Growth, type GrowthLimits, privateBytesOf } from './growth.js'
import { hosts, workers } from './messages.js'
import { type HostEnd, type HostProcess, startHostProcess } from './process.js'
import {
  type Compile,
  type FromHost,
  type Hello,
  type Image,
  type Layer,
  PROTOCOL_VERSION,
  type Preopen,
  type Promote,
  type Promoted,
  type Snapshot,
  type Snapshotted,
  type ToHost,
} from './protocol.js'

export interface WorkerOptions {
  readonly hostPath: string
  /** Version of this package, which the host must have. */
  readonly version: string
  /** How long the host may take to its first frame. */
  readonly handshakeMs: number
  /** Whether every wall has to stand. Default: those that can. */
  readonly strict?: boolean
}

type Failed = Extract<FromHost, { type: 'failed' }>

/** A request that the host answered with `failed`. */
export class RequestFailed extends Error {
  readonly code: Failed['code']

  constructor(reply: Failed) {
    super(reply.message)
    this.code = reply.code
  }
}

/** One host process that said hello. Serves one request at a time. */
export class Worker {
  readonly hello: Hello
  /** Names of the modules that it has open. */
  readonly opened = new Set<string>()
  /** Whether its walls are closed: it can open nothing more. */
  isSealed = false
  /** Runs that it has served. */
  runs = 0
  /** Resolves when its process is gone; never rejects. */
  readonly ended: Promise<void>
  readonly #process: HostProcess
  readonly #channel: Channel
  readonly #isStrict: boolean
  #hardening: readonly Layer[]
  #growth: Growth | undefined
  /** For how many promises it is held back. */
  #holds = 0

  private constructor(process: HostProcess, channel: Channel, hello: Hello, isStrict: boolean) {
    this.#process = process
    this.#channel = channel
    this.hello = hello
    this.#isStrict = isStrict
    this.#hardening = hello.hardening
    this.ended = process.ended.then(() => {})
  }

  /**
   * Starts a host and shakes hands with it. `onProcess` gets the process at once, so that it can be ended meanwhile.
   * @throws FuelcellError `host-start-failed`, `host-protocol`, `host-version-mismatch` or `hardening-missing`.
   */
  static async start(options: WorkerOptions, onProcess: (process: HostProcess) => void): Promise<Worker> {
    const channel: Channel = new Channel({ write: (bytes) => process.write(bytes), onFault: () => process.kill() })
    const process = startHostProcess(options.hostPath, (bytes) => channel.receive(bytes))
    onProcess(process)
    let greeted = false
    void process.ended.then((end) => {
      const how = describeEnd(end, channel.truncation)
      channel.fail(
        greeted
          ? new FuelcellError('worker-lost', workers.workerLost(how))
          : new FuelcellError('host-start-failed', hosts.startFailed(how), { cause: end.startError }),
      )
    })
    const silence = setTimeout(() => {
      channel.fail(new FuelcellError('host-start-failed', hosts.silent(options.handshakeMs, process.stderrTail())))
    }, options.handshakeMs)
    try {
      const hello = await channel.hello
      checkVersions(hello, options.version)
      if (options.strict === true) checkWalls(hello.hardening, ['on', 'ready'])
      greeted = true
      return new Worker(process, channel, hello, options.strict === true)
    } catch (error) {
      process.kill()
      throw error
    } finally {
      clearTimeout(silence)
    }
  }

  /** False from the moment that it cannot serve any more, which may be before its process is gone. */
  get isUsable(): boolean {
    return this.#channel.isOpen
  }

  /** The conversation, for the one who serves a run. */
  get channel(): Channel {
    return this.#channel
  }

  /** Resolves when the host has read what was sent, or has ended. */
  drained(): Promise<void> {
    return this.#process.drained()
  }

  /** Holds back what it says, and itself when its pipe is full, until the promise settles. */
  holdWhile(promise: Promise<unknown>): void {
    this.#holds += 1
    this.#process.pause()
    const release = () => {
      this.#holds -= 1
      if (this.#holds === 0) this.#process.resume()
    }
    promise.then(release, release)
  }

  /** The walls around it, as it last reported them. */
  get hardening(): readonly Layer[] {
    return this.#hardening
  }

  /** Whether its memory stays larger than it was after its first run. Asked once after each run. */
  hasGrown(limits: GrowthLimits): boolean {
    this.#growth ??= new Growth(limits)
    return this.#growth.note(this.runs, () => privateBytesOf(this.#process.pid))
  }

  /** Loads compiled modules that are not the last. @throws RequestFailed, or FuelcellError when the worker is lost. */
  async load(modules: readonly CompiledModule[]): Promise<void> {
    await this.#open(modules, [], false)
  }

  /**
   * Loads the last compiled modules, opens directories and closes the walls: from now on the worker can only run.
   * @throws RequestFailed, or FuelcellError when the worker is lost; `hardening-missing`.
   */
  async open(modules: readonly CompiledModule[], preopens: readonly Preopen[]): Promise<void> {
    await this.#open(modules, preopens, true)
    this.isSealed = true
    try {
      if (this.#isStrict) checkWalls(this.#hardening, ['on'])
    } catch (error) {
      if (error instanceof FuelcellError) this.kill(error)
      throw error
    }
  }

  /** Compiles the wasm at a path, if it has the digest, into a file. @throws RequestFailed, or FuelcellError when the worker is lost. */
  async compile(wanted: Omit<Compile, 'id'>): Promise<{ digest: string; bytes: number }> {
    const request = this.#channel.request('compiled')
    const { digest, bytes } = await this.#ask(request, { type: 'compile', id: request.id, ...wanted })
    return { digest, bytes }
  }

  /** Boots a module and compiles its snapshot into a file. @throws RequestFailed, or FuelcellError when the worker is lost. */
  async snapshot(wanted: Omit<Snapshot, 'id'>): Promise<Omit<Snapshotted, 'id'>> {
    const request = this.#channel.request('snapshotted')
    const { digest, bytes, reactor } = await this.#ask(request, { type: 'snapshot', id: request.id, ...wanted })
    return { digest, bytes, reactor }
  }

  /** Boots a compiled module and writes its image into a file. @throws RequestFailed, or FuelcellError when the worker is lost. */
  async image(
    wanted: Omit<Image, 'id'>,
  ): Promise<{ digest: string; bytes: number; reactor: Readonly<Record<string, number>> }> {
    const request = this.#channel.request('imaged')
    const { digest, bytes, reactor } = await this.#ask(request, { type: 'image', id: request.id, ...wanted })
    return { digest, bytes, reactor }
  }

  /** Makes an archive of files, as the mount of a runtime. @throws RequestFailed, or FuelcellError when the worker is lost. */
  async archive(files: ReadonlyMap<string, Uint8Array>, archive: string): Promise<{ digest: string; bytes: number }> {
    const request = this.#channel.request('archived')
    const { id } = request
    for (const part of fileParts(id, files)) {
      if (!this.#channel.send(part)) await this.drained()
    }
    const { digest, bytes } = await this.#ask(request, { type: 'archive', id, archive })
    return { digest, bytes }
  }

  /** BLAKE3 of a file, in hex. @throws RequestFailed, or FuelcellError when the worker is lost. */
  async digest(path: string): Promise<string> {
    const request = this.#channel.request('digested')
    const { digest } = await this.#ask(request, { type: 'digest', id: request.id, path })
    return digest
  }

  /** Writes a module with the variables of its functions out of memory. @throws RequestFailed, or FuelcellError when the worker is lost. */
  async promote(wanted: Omit<Promote, 'id'>): Promise<Omit<Promoted, 'id'>> {
    const request = this.#channel.request('promoted')
    return this.#ask(request, { type: 'promote', id: request.id, ...wanted })
  }

  /** Has the host let go of what it keeps of a program. */
  forget(image: number): void {
    this.#channel.send({ type: 'forget', image })
  }

  /** Ends the host at once. What it was asked for is rejected with the error. */
  kill(error: FuelcellError): void {
    this.#channel.fail(error)
    this.#process.kill()
  }

  /** Lets the worker keep Node alive, or not. */
  hold(): void {
    this.#process.hold()
  }

  release(): void {
    this.#process.release()
  }

  async #open(compiled: readonly CompiledModule[], preopens: readonly Preopen[], seal: boolean): Promise<void> {
    const request = this.#channel.request('opened')
    const modules = compiled.map(({ mounts: _, ...source }) => source)
    const mounts = compiled.flatMap(({ name, mounts }) => mounts.map((mount) => ({ module: name, ...mount })))
    const { hardening } = await this.#ask(request, { type: 'open', id: request.id, modules, mounts, preopens, seal })
    this.#hardening = hardening
    for (const { name } of modules) this.opened.add(name)
  }

  async #ask<R extends Reply>(request: Request<R>, message: ToHost): Promise<Exclude<R, Failed>> {
    this.#channel.send(message)
    const answer: Reply = await request.reply
    if (answer.type === 'failed') throw new RequestFailed(answer)
    return answer as Exclude<R, Failed>
  }
}

/** @throws FuelcellError `hardening-missing` when a wall is in another state than these, or no wall was reported. */
function checkWalls(layers: readonly Layer[], states: ReadonlyArray<Layer['state']>): void {
  const missing = layers.filter(({ state }) => !states.includes(state))
  if (layers.length > 0 && missing.length === 0) return
  throw new FuelcellError('hardening-missing', hosts.wallsMissing(missing))
}

function checkVersions(hello: Hello, version: string): void {
  if (hello.protocol !== PROTOCOL_VERSION) {
    const message = hosts.protocolMismatch(hello.host, hello.protocol, version, PROTOCOL_VERSION)
    throw new FuelcellError('host-version-mismatch', message)
  }
  if (hello.host !== version)
    throw new FuelcellError('host-version-mismatch', hosts.versionMismatch(hello.host, version))
}

function describeEnd(end: HostEnd, truncation: string | undefined): string {
  if (end.startError !== undefined) return hosts.notStarted(end.startError.message)
  return hosts.end(end.code, end.signal, truncation, end.stderrTail)
}
