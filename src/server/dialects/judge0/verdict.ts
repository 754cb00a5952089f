/** A Result in Judge0's words. */
import type { Result } from '../../../core/result.js'
import { buildOf, type Ending, endingOf, type SignalName, signalNumbers } from '../judging/ending.js'
import { isExpected } from './compare.js'
import { judge0 as say } from './messages.js'
import { type StatusId, statusIds } from './statuses.js'

/** What one run came to. */
export interface Verdict {
  readonly statusId: StatusId
  readonly stdout: Uint8Array | null
  readonly stderr: Uint8Array | null
  readonly compileOutput: Uint8Array | null
  readonly message: string | null
  readonly exitCode: number | null
  readonly exitSignal: number | null
  /** Nanoseconds: of fuel, and on the clock. */
  readonly cpuNs: number | null
  readonly wallNs: number | null
  readonly memoryKb: number | null
  readonly fuel: number | null
  readonly fuelEpoch: string | null
}

/** What is told of a submission that has not been judged, or could not be. */
export const unjudged: Omit<Verdict, 'statusId'> = {
  stdout: null,
  stderr: null,
  compileOutput: null,
  message: null,
  exitCode: null,
  exitSignal: null,
  cpuNs: null,
  wallNs: null,
  memoryKb: null,
  fuel: null,
  fuelEpoch: null,
}

const NS_PER_MS = 1_000_000

interface Printed {
  readonly stdout: Uint8Array
  readonly stderr: Uint8Array
}

/** @param printed What the run printed, stderr among stdout where that was asked for. */
export function verdictOf(result: Result, printed: Printed, expected: Uint8Array | null): Verdict {
  const { fuelEpoch, usage } = result
  const build = buildOf(result)
  if (build?.failed === true) {
    const text = build.ending.kind === 'time' ? say.compileTime : `${build.stdout}${build.stderr}`
    const compileOutput = orNull(Buffer.from(text))
    return { ...unjudged, statusId: statusIds.compilationError, compileOutput, fuel: build.fuel, fuelEpoch }
  }
  const ending = endingOf(result)
  return {
    ...judged(ending, printed.stdout, expected),
    stdout: orNull(printed.stdout),
    stderr: orNull(printed.stderr),
    compileOutput: build === null ? null : orNull(Buffer.from(`${build.stdout}${build.stderr}`)),
    cpuNs: usage.fuel,
    wallNs: Math.round(usage.durationMs * NS_PER_MS),
    memoryKb: Math.ceil(usage.memoryBytes / 1024),
    fuel: usage.fuel,
    fuelEpoch,
  }
}

type Judged = Pick<Verdict, 'statusId' | 'message' | 'exitCode' | 'exitSignal'>

function judged(ending: Ending, stdout: Uint8Array, expected: Uint8Array | null): Judged {
  switch (ending.kind) {
    case 'exit': {
      if (ending.code !== 0) return exited(ending.code)
      const isRight = expected === null || isExpected(expected, stdout)
      const statusId = isRight ? statusIds.accepted : statusIds.wrongAnswer
      return { statusId, message: null, exitCode: 0, exitSignal: null }
    }
    case 'time': {
      const message = ending.clock === 'cpu' ? say.cpuTime : say.wallTime
      return { statusId: statusIds.timeLimit, message, exitCode: 0, exitSignal: null }
    }
    case 'output':
    case 'disk':
      return killed('SIGXFSZ')
    case 'memory':
      return killed('SIGKILL')
    case 'signal':
      return killed(ending.signal)
  }
}

function exited(exitCode: number): Judged {
  return { statusId: statusIds.nonZero, message: say.exited(exitCode), exitCode, exitSignal: null }
}

const statusOfSignal: Partial<Record<SignalName, StatusId>> = {
  SIGSEGV: statusIds.segmentationFault,
  SIGXFSZ: statusIds.fileSize,
  SIGFPE: statusIds.arithmetic,
  SIGABRT: statusIds.aborted,
}

function killed(signal: SignalName): Judged {
  const number = signalNumbers[signal]
  const statusId = statusOfSignal[signal] ?? statusIds.otherSignal
  return { statusId, message: say.killed(number), exitCode: 0, exitSignal: number }
}

function orNull(bytes: Uint8Array): Uint8Array | null {
  return bytes.byteLength === 0 ? null : bytes
}
