/** What the way in which a run ended says of a submission, before anybody looks at its answers. */

import { gradeVerdicts as say } from '../../messages/grade-verdicts.js'
import type { GuestError } from '../../result.js'
import type { TaskLimits } from '../task/task.js'
import type { Details, Ran, Verdict } from '../verdict.js'
import { whereOf } from './traceback.js'

/** What the interpreter adds to the message of a syntax error, and the sentence says already. */
const PLACE = / \([^()]*, line \d+\)$/

export interface Failure {
  readonly verdict: Verdict
  readonly message: string
  readonly details: Pick<Details, 'traceback'>
}

/**
 * The failure that a run is whatever it printed; `null` when it came to its end.
 * @param files Paths of the submission.
 * @param started The function that was called, with the one that the submission has in its place, or the path that was run as the program.
 */
export function failureOf(
  { result, usage }: Ran,
  limits: TaskLimits,
  files: readonly string[],
  started: { readonly called: string; readonly nearest?: () => string | undefined } | { readonly program: string },
): Failure | null {
  const fail = (verdict: Verdict, message: string, details: Failure['details'] = {}): Failure => ({
    verdict,
    message,
    details,
  })
  switch (result.status) {
    case 'out-of-fuel':
      return fail('out-of-fuel', say.outOfFuel(limits.fuel))
    case 'out-of-memory':
      return fail('out-of-memory', say.outOfMemory(limits.memoryPages))
    case 'output-limit':
      return fail('output-limit', say.outputLimit(limits.outputBytes))
    case 'disk-limit':
      return fail('disk-limit', say.diskLimit)
    case 'timeout':
      return fail('ungraded', say.deadline(0))
    case 'trap':
      return fail('runtime-error', say.trap(result.trap, usage.netFuel))
    case 'exit':
      break
  }
  const { error } = result
  if (error === undefined) return null
  const called = 'called' in started ? started.called : null
  const program = 'program' in started ? started.program : null
  const { traceback, file, line, isCompiling } = whereOf(error, files, program)
  if (called !== null && isMissing(error, called))
    return fail('runtime-error', say.functionMissing(called, 'nearest' in started ? started.nearest?.() : undefined))
  if (called !== null && isNoFunction(error)) return fail('runtime-error', say.notCallable(called))
  const verdict = isCompiling ? 'compile-error' : 'runtime-error'
  return fail(
    verdict,
    say.raised(error.type, isCompiling ? error.message.replace(PLACE, '') : error.message, file, line, isCompiling),
    { traceback },
  )
}

/** Nothing but the line that imports the entry stands in the traceback: a frame of the entry's own would follow. */
export function isMissing(error: GuestError, called: string): boolean {
  const { type, message } = error
  return type === 'AttributeError' && framesOf(error).length === 1 && message.endsWith(`has no attribute '${called}'`)
}

/** The exception comes out of the call: not out of the import, whose first frame is the line that imports, and not for want of a function. */
export function isOfCall(error: GuestError): boolean {
  const [first] = framesOf(error)
  return !isNoFunction(error) && (first === undefined || !/^ {2}File "\/*main\.py", line \d+, in <module>$/.test(first))
}

/** What was found under the name cannot be called: the interpreter says so before any frame begins. */
function isNoFunction(error: GuestError): boolean {
  return error.traceback === '' || (framesOf(error).length === 0 && / object is not callable$/.test(error.message))
}

function framesOf({ traceback }: GuestError): readonly string[] {
  return traceback.split('\n').filter((line) => line.startsWith('  File "'))
}
