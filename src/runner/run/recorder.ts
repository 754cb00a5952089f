import { FuelcellError } from '../../core/errors.js'
import { hosts, frames as say } from '../../host/messages.js'
import { FrameFault } from '../../host/parse-message.js'
import { type FilePart, type FromHost, nothingMeasured, type RunLimits, type RunResult } from '../../host/protocol.js'
import { OutputLog, type RecordedOutput } from './output-log.js'

type OutputPart = Extract<FromHost, { type: 'output' }>

/** All that a run came to, as the host told it. */
export interface Ending {
  readonly result: Omit<RunResult, 'id'>
  readonly output: RecordedOutput
  readonly files: ReadonlyMap<string, Uint8Array>
}

interface GrowingFile {
  readonly pieces: Uint8Array[]
  isComplete: boolean
}

/** Gathers what a host sends of one run, and no more of it than the run was allowed. */
export class Recorder {
  readonly #limits: RunLimits
  readonly #keepsOutput: boolean
  readonly #output = new OutputLog()
  readonly #files = new Map<string, GrowingFile>()
  readonly #outputBytes = { 1: 0, 2: 0 }
  #fileBytes = 0

  /** @param keepsOutput Whether output is more than counted. */
  constructor(limits: RunLimits, keepsOutput = true) {
    this.#limits = limits
    this.#keepsOutput = keepsOutput
  }

  /** @throws FrameFault when there is more output than the limit. */
  addOutput({ stream, data }: OutputPart): void {
    const { outputBytes } = this.#limits
    this.#outputBytes[stream] += data.byteLength
    if (this.#outputBytes[stream] > outputBytes) throw new FrameFault(say.overLimit('bytes of output', outputBytes))
    if (this.#keepsOutput) this.#output.add(stream, data)
  }

  /** @throws FrameFault when there are more files or bytes than the limits, or a part adds nothing. */
  addFilePart({ path, data, last }: FilePart): void {
    const { diskBytes, diskEntries } = this.#limits
    const file = this.#files.get(path) ?? { pieces: [], isComplete: false }
    if (file.isComplete) throw new FrameFault(say.finishedFile(path))
    this.#files.set(path, file)
    if (this.#files.size > diskEntries) throw new FrameFault(say.overLimit('files', diskEntries))
    // Without end, such parts would pile up and put the watchdog off.
    if (data.byteLength === 0 && !last) throw new FrameFault(say.emptyPart(path))
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
    return { result, output: this.#output.recorded(), files }
  }

  /** The end of a run whose host had to be killed: a timeout, with the output that came and nothing measured. */
  endByWatchdog(durationMs: number): Ending {
    const outputBytes = this.#outputBytes[1] + this.#outputBytes[2]
    const usage = { ...nothingMeasured.usage, outputBytes, durationMs }
    const result = { ...nothingMeasured, status: 'timeout', usage } as const
    return { result, output: this.#output.recorded(), files: new Map() }
  }
}

/** Pieces as one array with a buffer of its own. */
function join(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((bytes, piece) => bytes + piece.byteLength, 0))
  let offset = 0
  for (const piece of pieces) {
    whole.set(piece, offset)
    offset += piece.byteLength
  }
  return whole
}
