/** A Result in codapi's words. */
import { createHash } from 'node:crypto'
import type { Result } from '../../../core/result.js'
import { firstBytes } from '../bodies/text.js'
import { type Ending, endingOf, signalNumbers } from '../judging/ending.js'
import { codapi as say } from './messages.js'
import type { CodapiNames } from './parse.js'

/** Bytes of each stream that are shown, as in the original; what lies beyond is left out. */
export const SHOWN_BYTES = 4096
/** A shell's own exit code for a signal begins here. */
const SIGNAL_EXIT = 128

export interface CodapiAnswer {
  readonly id: string
  readonly ok: boolean
  /** Whole milliseconds, at least 1: the widget takes 0 for no answer. */
  readonly duration: number
  readonly stdout: string
  readonly stderr: string
  readonly fuel?: number
}

export function codapiAnswer(id: string, result: Result): CodapiAnswer {
  const { usage } = result
  const built = (result.stages ?? []).reduce((sum, stage) => sum + stage.usage.durationMs, 0)
  // A failed stage's usage is that of the Result.
  const isBuilding = result.stage !== undefined && result.stage !== 'run'
  const common = { id, duration: wholeMs(isBuilding ? built : built + usage.durationMs), fuel: usage.fuel }
  const [stdout, stderr] = [shown(result.stdoutBytes), shown(result.stderrBytes)]
  const ending = endingOf(result)
  if (ending.kind === 'exit' && ending.code === 0) return { ...common, ok: true, stdout, stderr }
  if (ending.kind === 'time') return { ...common, ok: false, stdout: '', stderr: say.timeout }
  // The widget shows stdout in place of stderr where there is any, so both are told as one.
  const told = `${stdout}${stderr}`.trimEnd()
  const status = say.exitStatus(exitCodeOf(ending))
  return { ...common, ok: false, stdout: '', stderr: told === '' ? status : `${told} (${status})` }
}

/** An answer without a run. */
export function codapiFailure(id: string, why: string): CodapiAnswer {
  return { id, ok: false, duration: 0, stdout: '', stderr: why }
}

/** The same request has the same id. */
export function codapiId({ sandbox, version, command }: CodapiNames, body: Uint8Array): string {
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 8)
  return `${version === '' ? sandbox : `${sandbox}.${version}`}_${command}_${digest}`
}

function wholeMs(ms: number): number {
  return Math.max(1, Math.ceil(ms))
}

function shown(bytes: Uint8Array): string {
  return Buffer.from(firstBytes(bytes, SHOWN_BYTES)).toString('utf8')
}

function exitCodeOf(ending: Exclude<Ending, { kind: 'time' }>): number {
  switch (ending.kind) {
    case 'exit':
      return ending.code
    case 'output':
      return SIGNAL_EXIT + signalNumbers.SIGXFSZ
    case 'memory':
      return SIGNAL_EXIT + signalNumbers.SIGKILL
    case 'disk':
      return 1
    case 'signal':
      return SIGNAL_EXIT + signalNumbers[ending.signal]
  }
}
