/** A Result in woma's words. */
import type { Result } from '../../../core/result.js'
import type { Tagged } from '../../../core/tagged.js'
import { endingOf } from '../judging/ending.js'
import { pairOf } from './driver.js'
import { woma as say } from './messages.js'
import { TIMEOUT_SECONDS } from './request.js'

export interface WomaAnswer {
  readonly status: 200 | 500
  readonly body:
    | {
        readonly status: 'success' | 'exception'
        /** `str()` of the value; `null` for none. */
        readonly result: string | null
        /** Whole, at least 1. */
        readonly execution_time_ms: number
        readonly stdout: string
        readonly stderr: string
        readonly fuel: number
      }
    | { readonly status: 'error'; readonly error: string }
}

export function womaAnswer(result: Result): WomaAnswer {
  const told = toldOf(result)
  if ('error' in told) return { status: 500, body: { status: 'error', error: told.error } }
  const { stdout, stderr, usage } = result
  return {
    status: 200,
    body: { ...told, execution_time_ms: Math.max(1, Math.ceil(usage.durationMs)), stdout, stderr, fuel: usage.fuel },
  }
}

type Told = { readonly status: 'success' | 'exception'; readonly result: string | null } | { readonly error: string }

function toldOf(result: Result): Told {
  const ending = endingOf(result)
  switch (ending.kind) {
    case 'exit':
      return result.status === 'exit' ? ofExit(result, ending.code) : { error: say.internal }
    case 'time':
      return { error: say.timeout(TIMEOUT_SECONDS) }
    case 'output':
      return { error: say.output }
    case 'memory':
      return { error: say.memory }
    case 'disk':
      return { error: say.disk }
    case 'signal':
      return { error: say.crashed(result.status === 'trap' ? result.trap : ending.signal) }
  }
}

/** The driver's pair, out of a call or a step. Without one the code ended the interpreter itself. */
function ofExit({ returned, raised, value }: Extract<Result, { status: 'exit' }>, code: number): Told {
  const step = pairOf(value)
  if (step !== null) return { status: step[0] ? 'success' : 'exception', result: step[1] }
  if (returned === undefined && raised === undefined) return { status: 'exception', result: `SystemExit: ${code}` }
  const pair = returned?.type === 'list' ? returned.value : []
  const [isSuccess, text] = pair
  const result = textOf(text)
  if (isSuccess?.type !== 'bool' || result === undefined) return { error: say.unreadable }
  return { status: isSuccess.value ? 'success' : 'exception', result }
}

function textOf(value: Tagged | undefined): string | null | undefined {
  if (value?.type === 'None') return null
  return value?.type === 'str' ? value.value : undefined
}
