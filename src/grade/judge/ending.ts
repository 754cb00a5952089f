/** What the way in which a run ended says of a submission, before anybody looks at its answers. */
import { gradeVerdicts as say } from '../../messages/grade-verdicts.js'
import { MISSING_FUNCTION, NOT_CALLABLE } from '../entry.js'
import type { TaskLimits } from '../task/task.js'
import type { Details, Ran, Verdict } from '../verdict.js'
import { whereOf } from './traceback.js'

export interface Failure {
  readonly verdict: Verdict
  readonly message: string
  readonly details: Pick<Details, 'traceback'>
}

/**
 * The failure that a run is whatever it printed; `null` when it came to its end.
 * @param files Paths of the submission.
 * @param called The function that was called, if one was.
 */
export function failureOf(
  { result, usage }: Ran,
  limits: TaskLimits,
  files: readonly string[],
  called: string | null,
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
  if (called !== null && error.type === MISSING_FUNCTION) {
    return fail(
      'runtime-error',
      say.functionMissing(
        called,
        error.message.split(' ').filter((name) => name !== ''),
      ),
    )
  }
  if (called !== null && error.type === NOT_CALLABLE) {
    return fail('runtime-error', say.notCallable(called, error.message))
  }
  const { traceback, file, line, isCompiling } = whereOf(error, files)
  const verdict = isCompiling ? 'compile-error' : 'runtime-error'
  return fail(verdict, say.raised(error.type, error.message, file, line, isCompiling), { traceback })
}
