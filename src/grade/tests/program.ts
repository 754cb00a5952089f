/** A test that runs the submission as a program. */

import { extname } from 'node:path/posix'
import { runtimeOfExtension } from '../../languages/languages.js'
import { withoutMark } from '../encoding.js'
import { type Entry, isPython, startProgram, utf8 } from '../entry.js'
import { failureOf } from '../judge/ending.js'
import { comparedBy } from '../judge/expected.js'
import { promptHint } from '../judge/hints.js'
import { judgeOutput, type OutputJudgement, shownBytes } from '../judge/output.js'
import { gradeFaults } from '../messages/faults.js'
import { gradeVerdicts as say } from '../messages/verdicts.js'
import type { Expectation, ProgramTest } from '../task/task.js'
import { type Details, type Judgement, TaskFault, type Veiled } from '../verdict.js'
import type { TestContext } from './context.js'

const LINE_FEED = 0x0a

export async function judgeProgram(test: ProgramTest, context: TestContext): Promise<Judgement> {
  const { task, sandbox, trusted } = context
  const stdin = await inputOf(test, context)
  const stdout = await expectedStdout(test, stdin, context)
  const { ignorePrompts } = test
  const { prepend, append } = test
  const how = `program ${JSON.stringify([ignorePrompts, prepend, append])}`
  const { entry, started } = context.prepared.entry(test.files, how, (given) =>
    startProgram(task.runtime, surrounded(given, prepend, append), { ignorePrompts }),
  )
  const request = { runtime: task.runtime, ...started.source, stdin, args: test.args, env: test.env }
  const ran = await sandbox.run(request, task.limits, 'program')
  const { result, usage } = ran
  const seen = { input: shownBytes(stdin), actual: shownBytes(result.stdoutBytes), stderr: result.stderr }
  const common = { usage, durationMs: result.usage.durationMs }
  const startedAs = { runtime: task.runtime, program: task.entry, isDriven: started.isDriven }
  const failure = failureOf(ran, task.limits, Object.keys(entry.files), startedAs)
  const expected = shownExpected(stdout)
  // Where the exit code is not looked at, an uncaught error counts only if the output is wrong: then it tells more.
  const isUncaught = failure?.verdict === 'runtime-error' && result.status === 'exit'
  const failed = (): Judgement | null =>
    failure === null
      ? null
      : {
          verdict: failure.verdict,
          score: 0,
          message: failure.message,
          ...common,
          details: { ...seen, ...expected, ...failure.details },
        }
  const ended = isUncaught && test.exitCode === null ? null : failed()
  if (ended !== null) return ended
  if (test.exitCode !== null && result.exitCode !== test.exitCode) {
    const message = say.exitCode(result.exitCode ?? 0, test.exitCode, isPython(task.runtime))
    const verdict = test.exitCode === 0 ? 'exit-nonzero' : 'wrong-answer'
    return {
      verdict,
      score: 0,
      message,
      veiled: veiledExit(result.exitCode ?? 0),
      ...common,
      details: { ...seen, ...expected },
    }
  }
  const looks: ReadonlyArray<readonly [string, Uint8Array | undefined, Expectation | null]> = [
    ['stdout', result.stdoutBytes, stdout],
    ['stderr', result.stderrBytes, test.stderr],
    ...test.written.map(
      ([path, wanted]) => [path, Object.hasOwn(result.files, path) ? result.files[path] : undefined, wanted] as const,
    ),
  ]
  for (const [what, bytes, expectation] of looks) {
    if (expectation === null) continue
    const isFile = what !== 'stdout' && what !== 'stderr'
    if (bytes === undefined) {
      return {
        verdict: 'wrong-answer',
        score: 0,
        message: say.notWritten(what),
        veiled: wrongAnswer,
        ...common,
        details: seen,
      }
    }
    const judged = await judgeOutput(isFile ? asSaved(bytes, expectation) : bytes, expectation, what, stdin, trusted)
    if (judged.verdict === 'accepted') continue
    const uncaught = failed()
    if (uncaught !== null) return uncaught
    const details = detailsOf(
      judged,
      { ...seen, actual: shownBytes(bytes) },
      what === 'stdout' ? context : null,
      expectation,
    )
    const veiled: Veiled = {
      verdict: 'wrong-answer',
      message: judged.veiled,
      details: { ...seen, actual: shownBytes(bytes) },
    }
    return { verdict: judged.verdict, score: judged.score, message: judged.message, veiled, ...common, details }
  }
  return { verdict: 'accepted', score: 1, message: say.accepted, ...common, details: { ...seen, ...expected } }
}

const wrongAnswer: Veiled = { verdict: 'wrong-answer', message: say.verdicts['wrong-answer'] }

/** An exit code says of itself only that it is another one than was expected. */
function veiledExit(exitCode: number): Veiled {
  return exitCode === 0 ? wrongAnswer : { verdict: 'exit-nonzero', message: say.exitCodeAlone(exitCode) }
}

/** The entry with a test's code around its own. */
function surrounded(entry: Entry, prepend: string, append: string): Entry {
  if (prepend === '' && append === '') return entry
  const { path, files } = entry
  const code = Buffer.from(files[path] ?? '')
  const isEnded = code.length === 0 || code.at(-1) === LINE_FEED
  const whole = Buffer.concat([Buffer.from(prepend), code, Buffer.from(isEnded ? append : `\n${append}`)])
  return { path, files: { ...files, [path]: whole } }
}

/** A byte order mark is no part of a file's text, unless bytes are compared. */
function asSaved(bytes: Uint8Array, expectation: Expectation): Uint8Array {
  const { kind } = expectation
  const isExact = kind === 'bytes' || (kind === 'sealed' && expectation.match === 'exact')
  return isExact || kind === 'checker' ? bytes : withoutMark(bytes)
}

function detailsOf(
  judged: OutputJudgement,
  seen: Details,
  context: TestContext | null,
  expectation: Expectation,
): Details {
  const hint = context === null ? null : promptHint(context.submission.entry, seen.actual ?? '', expectation)
  return {
    ...seen,
    ...(judged.expected === null ? {} : { expected: judged.expected }),
    ...(hint === null ? {} : { hints: [hint] }),
  }
}

/** What the program reads. */
export async function inputOf(test: ProgramTest, { trusted }: TestContext): Promise<Uint8Array> {
  if (test.generator === null) return test.stdin
  const made = await trusted.generated(test.generator, false)
  return 'stdin' in made ? made.stdin : new Uint8Array()
}

/** What the task says, or what the reference prints. */
async function expectedStdout(
  test: ProgramTest,
  stdin: Uint8Array,
  { task, trusted }: TestContext,
): Promise<Expectation | null> {
  const { reference, stdout, args, env, files } = test
  if (reference === null) return stdout
  const language = runtimeOfExtension(extname(reference.path)) ?? task.runtime
  const printed = await trusted.referencePrints(reference, { stdin, args, env, files }, language)
  if (stdout?.kind === 'checker') return { ...stdout, value: printed }
  const value = utf8(printed)
  const isText = stdout?.kind === 'floats' || stdout?.kind === 'kattis' || (stdout === null && test.match !== 'exact')
  if (value === null && isText) throw new TaskFault(gradeFaults.referenceNotText(reference.path))
  if (stdout === null) return comparedBy(test.match, printed, value ?? '')
  return stdout.kind === 'floats' || stdout.kind === 'kattis' ? { ...stdout, value: value ?? '' } : stdout
}

/** What should have come, where that is one text. */
function shownExpected(stdout: Expectation | null): Pick<Details, 'expected'> {
  if (stdout?.kind === 'bytes') return { expected: shownBytes(stdout.value) }
  return stdout?.kind === 'text' || stdout?.kind === 'floats' || stdout?.kind === 'kattis'
    ? { expected: stdout.value }
    : {}
}
