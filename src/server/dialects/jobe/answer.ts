/** A Result in Jobe's words. */
import type { Result } from '../../../core/result.js'
import { asText } from '../bodies/text.js'
import { buildOf, type Ending, endingOf } from '../judging/ending.js'
import { jobe as say } from './messages.js'

export const outcomes = {
  compileError: 11,
  runtimeError: 12,
  timeLimit: 13,
  success: 15,
  internal: 20,
  overload: 21,
} as const

export interface JobeAnswer {
  readonly run_id: string | null
  readonly outcome: number
  readonly cmpinfo: string
  readonly stdout: string
  readonly stderr: string
  readonly fuel?: number
}

export function jobeEmpty(outcome: number): JobeAnswer {
  return { run_id: null, outcome, cmpinfo: '', stdout: '', stderr: '' }
}

export function compileFailure(cmpinfo: string): JobeAnswer {
  return { ...jobeEmpty(outcomes.compileError), cmpinfo }
}

/** @param cmpinfo What a check of the program's syntax told; empty for nothing. */
export function jobeAnswer(result: Result, cmpinfo = ''): JobeAnswer {
  const { fuel } = result.usage
  const build = buildOf(result)
  // Whatever a compiler says counts as an error, warnings too.
  const said = build === null ? cmpinfo : `${build.stdout}${build.stderr}`
  if (build?.failed === true) return { ...compileFailure(clean(Buffer.from(compileText(build.ending, said)))), fuel }
  if (said !== '') return { ...compileFailure(said), fuel }
  const stdout = clean(result.stdoutBytes)
  const ending = endingOf(result)
  const limit = { ...jobeEmpty(outcomes.timeLimit), stdout, fuel }
  // The original cuts a flood and lets the program run into its time limit.
  if (ending.kind === 'time' || ending.kind === 'output') return limit
  const stderr = `${clean(result.stderrBytes)}${ownWords(ending, result)}`
  const outcome = stderr === '' ? outcomes.success : outcomes.runtimeError
  return { ...jobeEmpty(outcome), stdout, stderr, fuel }
}

/** What a program's end tells where the program itself could not. */
function ownWords(ending: Exclude<Ending, { kind: 'time' | 'output' }>, result: Result): string {
  switch (ending.kind) {
    // The code counts for nothing: graders print what they have to say and leave with any.
    case 'exit':
      return ''
    case 'memory':
      return `${say.memory}\n`
    case 'disk':
      return `${say.disk}\n`
    case 'signal':
      return `${result.status === 'trap' ? say.trap(result.trap) : say.signal(ending.signal)}\n`
  }
}

function compileText(ending: Ending, said: string): string {
  if (said !== '') return said
  return ending.kind === 'exit' ? say.exited(ending.code) : say.compileLimit
}

const NEWLINE = 0x0a
const RETURN = 0x0d
const TAB = 0x09

/** Text as it is where it is UTF-8; else bytes that are no plain ASCII as `\xhh`. */
export function clean(bytes: Uint8Array): string {
  const text = asText(bytes)
  if (text !== null) return text
  let cleaned = ''
  for (const byte of bytes) {
    const isPlain = (byte >= 0x20 && byte <= 0x7e) || byte === NEWLINE || byte === RETURN || byte === TAB
    cleaned += isPlain ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`
  }
  return cleaned
}
