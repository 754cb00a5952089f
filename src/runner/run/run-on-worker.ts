import { FuelcellError, thrownText } from '../../core/errors.js'
import { requests } from '../../core/messages.js'
import { KIB } from '../../core/units.js'
import type { Interim } from '../../host/channel.js'
import { fileParts } from '../../host/file-parts.js'
import { frames, workers } from '../../host/messages.js'
import { FrameFault } from '../../host/parse-message.js'
import type { Run, ToHost } from '../../host/protocol.js'
import { Watchdog } from '../../host/watchdog.js'
import { RequestFailed, type Worker } from '../../host/worker.js'
import { totalBytes } from '../request/files.js'
import type { OutputListener } from '../request/request.js'
import type { StdinReader } from '../request/stdin.js'
import { type Ending, Recorder } from './recorder.js'

/** One run as a worker serves it. */
export interface Job {
  readonly run: Omit<Run, 'id' | 'stdin' | 'stdinLast' | 'stdinBytes'>
  /** All files to find in the run directory, the entry among them. */
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly stdin: StdinReader
  readonly onOutput: OutputListener | undefined
  readonly keepsOutput: boolean
}

/** Frames are written together up to this size, in bytes: a small run is one write. */
const BATCH_BYTES = 256 * KIB
/** The slowest rate at which a host is expected to take a run's files: 10 MB/s, in bytes per millisecond. */
const FILE_BYTES_PER_MS = 10_000

/**
 * Has a worker, whose modules are open, do one run.
 * @param graceMs How long after the run's own deadline the host may take to answer before it is killed.
 * @throws RequestFailed when the host refused, or the FuelcellError with which the worker was lost or killed.
 */
export async function runOnWorker(worker: Worker, job: Job, graceMs: number): Promise<Ending> {
  const { limits } = job.run
  const recorder = new Recorder(limits, job.keepsOutput)
  const startedMs = performance.now()
  const watchdog = new Watchdog(limits.timeoutMs + totalBytes(job.files) / FILE_BYTES_PER_MS, graceMs)
  const { id, reply } = worker.channel.request('result', (message) => takeInterim(message))
  let isPulling = false
  let isOver = false

  function takeInterim(message: Interim): void {
    switch (message.type) {
      case 'output':
        if (message.data.byteLength === 0) return
        watchdog.heard()
        recorder.addOutput(message)
        tell(message.data, message.stream)
        return
      case 'file':
        watchdog.heard()
        recorder.addFilePart(message)
        return
      case 'pull':
        if (isPulling) throw new FrameFault(frames.pullTwice)
        isPulling = true
        void feed()
    }
  }

  /** The listener gets a copy: a view would keep the whole buffer that the bytes came in. */
  function tell(bytes: Uint8Array, stream: 1 | 2): void {
    try {
      const taken = job.onOutput?.({ stream: stream === 1 ? 'stdout' : 'stderr', bytes: new Uint8Array(bytes) })
      if (taken instanceof Promise) worker.holdWhile(taken.catch(refuse))
    } catch (cause) {
      refuse(cause)
    }
  }

  function refuse(cause: unknown): void {
    worker.kill(new FuelcellError('invalid-option', requests.outputListenerThrew(thrownText(cause)), { cause }))
  }

  async function feed(): Promise<void> {
    try {
      const piece = await job.stdin.next()
      isPulling = false
      if (!isOver) worker.channel.send({ type: 'input', id, ...piece })
    } catch (error) {
      if (!isOver && error instanceof FuelcellError) worker.kill(error)
    }
  }

  worker.runs += 1
  try {
    void send(worker, runFrames(id, job))
    const answer = await Promise.race([reply, watchdog.expired])
    if (answer === 'expired') {
      worker.kill(new FuelcellError('worker-lost', workers.killedByWatchdog))
      return recorder.endByWatchdog(performance.now() - startedMs)
    }
    if (answer.type === 'failed') throw new RequestFailed(answer)
    return recorder.end(answer)
  } finally {
    isOver = true
    watchdog.stop()
  }
}

function* runFrames(id: number, { run, files, stdin }: Job): Generator<ToHost> {
  yield* fileParts(id, files)
  const first = stdin.first()
  yield { type: 'run', id, ...run, stdin: first.data, stdinLast: first.last, stdinBytes: stdin.bytes }
}

/** Sends in few writes, and no faster than the host reads. */
async function send(worker: Worker, messages: Iterable<ToHost>): Promise<void> {
  let batch: ToHost[] = []
  let bytes = 0
  for (const message of messages) {
    batch.push(message)
    if (message.type === 'file') bytes += message.data.byteLength
    if (bytes < BATCH_BYTES) continue
    if (!worker.channel.send(...batch)) await worker.drained()
    batch = []
    bytes = 0
  }
  if (batch.length > 0) worker.channel.send(...batch)
}
