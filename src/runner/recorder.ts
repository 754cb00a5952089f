import { FuelcellError } from '../errors.js'
import { FrameFault } from '../host/parse-message.js'
import type { FilePart, FromHost, RunLimits, RunResult } from '../host/protocol.js'
import { hosts, frames as say } from '../messages.js'

type OutputPart = Extract<FromHost, { type: 'output' }>

export interface RecordedOutput {
  readonly stream: 1 | 2
  readonly bytes: Uint8Array
}

/** All that a run came to, as the host told it. */
export interface Ending {
  readonly result: Omit<RunResult, 'id'>
  readonly output: readonly RecordedOutput[]
  readonly files: ReadonlyMap<string, Uint8Array>
}

interface GrowingFile {
  readonly pieces: Uint8Array[]
  isComplete: boolean
}

/** Gathers what a host sends of one run, and no more of it than the run was allowed. */
export class Recorder {
  readonly #limits: RunLimits
  readonly #output: RecordedOutput[] = []
  readonly #streamBytes = { 1: 0, 2: 0 }
  readonly #files = new Map<string, GrowingFile>()
  #fileBytes = 0

  constructor(limits: RunLimits) {
    this.#limits = limits
  }

  /** @throws FrameFault when there is more output than the limit. */
  addOutput({ stream, data }: OutputPart): RecordedOutput {
    this.#streamBytes[stream] += data.byteLength
    const { outputBytes } = this.#limits
    if (this.#streamBytes[stream] > outputBytes) throw new FrameFault(say.overLimit('bytes of output', outputBytes))
    // A copy (which `slice` of a Buffer is not): a view would keep the whole buffer that it came in.
    const recorded = { stream, bytes: new Uint8Array(data) }
    this.#output.push(recorded)
    return recorded
  }

  /** @throws FrameFault when there are more files or bytes than the limits. */
  addFilePart({ path, data, last }: FilePart): void {
    const { diskBytes, diskEntries } = this.#limits
    const file = this.#files.get(path) ?? { pieces: [], isComplete: false }
    if (file.isComplete) throw new FrameFault(say.finishedFile(path))
    this.#files.set(path, file)
    if (this.#files.size > diskEntries) throw new FrameFault(say.overLimit('files', diskEntries))
    this.#fileBytes += data.byteLength
    if (this.#fileBytes > diskBytes) throw new FrameFault(say.overLimit('bytes of files', diskBytes))
    file.pieces.push(data)
    file.isComplete = last
  }

  /** The run's end as the host reports it. @throws FuelcellError `host-protocol` when a file is not complete. */
  end(result: RunResult): Ending {
    const files = new Map<string, Uint8Array>()
    for (const [path, { pieces, isComplete }] of this.#files) {
      if (!isComplete) throw new FuelcellError('host-protocol', hosts.badFrame(say.unfinishedFile(path)))
      files.set(path, join(pieces))
    }
    return { result, output: this.#output, files }
  }

  /** The end of a run whose host had to be killed: a timeout, with the output that came and nothing measured. */
  endByWatchdog(durationMs: number): Ending {
    const outputBytes = this.#streamBytes[1] + this.#streamBytes[2]
    return { result: { ...unmeasured, outputBytes, durationMs }, output: this.#output, files: new Map() }
  }
}

const unmeasured: Omit<RunResult, 'id'> = {
  status: 'timeout',
  exitCode: null,
  trap: null,
  fuel: 0,
  fuelExact: false,
  compileFuel: null,
  memoryPages: 0,
  grownPages: 0,
  outputBytes: 0,
  diskBytes: 0,
  diskEntries: 0,
  openFiles: 0,
  durationMs: 0,
  truncatedStdout: false,
  truncatedStderr: false,
  deleted: [],
  error: null,
  value: null,
  returned: null,
}

/** Pieces as one array with a buffer of its own. */
export function join(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((bytes, piece) => bytes + piece.byteLength, 0))
  let offset = 0
  for (const piece of pieces) {
    whole.set(piece, offset)
    offset += piece.byteLength
  }
  return whole
}
