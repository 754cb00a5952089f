/** What the way in which a run ended says of a submission, before anybody looks at its answers. */

import type { Raised } from '../../core/tagged.js'
import { languageName } from '../../languages/languages.js'
import { PYTHON } from '../entry.js'
import { gradeVerdicts as say } from '../messages/verdicts.js'
import type { TaskLimits } from '../task/task.js'
import type { Details, Ran, Verdict } from '../verdict.js'
import { type StartedAs, whereOf } from './traceback.js'

/** What the interpreter adds to the message of a syntax error, and the sentence says already. */
const PLACE = / \([^()]*, line \d+\)$/

/** CPython's words for a source that is not UTF-8 and does not say what it is. */
const NOT_UTF8 = /^Non-UTF-8 code starting with '(\\x[0-9a-f]{2})' in file .* on line (\d+), but no encoding declared/

export interface Failure {
  readonly verdict: Verdict
  readonly message: string
  readonly details: Pick<Details, 'traceback' | 'hints'>
}

/**
 * The failure that a run is whatever it printed; `null` when it came to its end.
 * @param files Paths of the submission.
 * @param started With the function that was called, and what finds the one that the submission has in its place.
 */
export function failureOf(
  { result }: Ran,
  limits: TaskLimits,
  files: readonly string[],
  started: StartedAs & { readonly called?: string; readonly nearest?: () => string | undefined },
): Failure | null {
  const fail = (verdict: Verdict, message: string, details: Failure['details'] = {}): Failure => ({
    verdict,
    message,
    details,
  })
  const { stage } = result
  if ((stage === 'compile' || stage === 'link') && !('error' in result)) {
    const tool = stage === 'compile' ? 'compiler' : 'linker'
    return fail(
      'compile-error',
      say.notBuilt(tool, result.status === 'exit' ? `exit code ${result.exitCode}` : result.status),
    )
  }
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
      return fail('runtime-error', result.stackFull ? say.stackFull : say.trap(result.trap))
    case 'exit':
      break
  }
  const { error, raised } = result
  if (error === undefined) return null
  const { called = '', nearest } = started
  const { traceback, file, line, isCompiling } = whereOf(error, files, started)
  if (isMissing(raised)) return fail('runtime-error', say.functionMissing(called, nearest?.()))
  if (raised?.phase === 'lookup' && error.type === 'TypeError') return fail('runtime-error', say.notCallable(called))
  const [, byte, place] = (isCompiling && NOT_UTF8.exec(error.message)) || []
  if (byte !== undefined && place !== undefined) return fail('compile-error', say.notUtf8(byte, place), { traceback })
  const verdict = isCompiling ? 'compile-error' : 'runtime-error'
  return fail(
    verdict,
    say.raised(
      error.type,
      isCompiling ? error.message.replace(PLACE, '') : error.message,
      file,
      line,
      isCompiling ? languageName(started.runtime ?? PYTHON) : null,
    ),
    { traceback, ...hinted(hintOf(error.type, raised?.phase === 'import')) },
  )
}

/** What beginners do wrong most, by the exception that comes of it. */
function hintOf(type: string, isImporting: boolean): string | null {
  if (type === 'EOFError') return isImporting ? say.readsAtImport : say.readsTooMuch
  return type === 'ModuleNotFoundError' ? say.noPackages : null
}

function hinted(hint: string | null): Pick<Details, 'hints'> {
  return hint === null ? {} : { hints: [hint] }
}

/** The function that was to be called is not there. */
export function isMissing(raised: Raised | undefined): boolean {
  return raised?.phase === 'lookup' && raised.types[0] === 'AttributeError'
}
