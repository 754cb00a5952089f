/** A test that calls a function of the submission. */

import type { Raised, Tagged } from '../../core/tagged.js'
import { callOf, startCall } from '../entry.js'
import { failureOf } from '../judge/ending.js'
import { nearestFunction, printedInstead } from '../judge/hints.js'
import { judgeOutput, opens, shownBytes } from '../judge/output.js'
import { canonical, sameValue, shownValue } from '../judge/value.js'
import { gradeVerdicts as say } from '../messages/verdicts.js'
import type { CallTest, Raises } from '../task/task.js'
import type { Details, Judgement, Ran, TestUsage, Veiled, Verdict } from '../verdict.js'
import type { TestContext } from './context.js'

export async function judgeCall(test: CallTest, context: TestContext): Promise<Judgement> {
  const { task, sandbox } = context
  const { args, kwargs } = await argumentsOf(test, context)
  const expected = await expectedValue(test, args, kwargs, context)
  const { entry, started } = context.prepared.entry(test.files, 'call', startCall)
  const ran = await sandbox.run(
    { runtime: task.runtime, ...started.source, call: callOf(test.function, args, { kwargs, file: task.entry }) },
    task.limits,
    'call',
  )
  const { result } = ran
  const usage = test.prints === null ? ran.usage : withEnding(ran)
  const seen: Details = {
    input: shownCall(test.function, args, kwargs),
    ...(expected === null ? {} : { expected: shownValue(expected) }),
    ...(test.raises === null ? {} : { expected: say.anException(test.raises.type, test.raises.message) }),
    ...(result.stdout === '' ? {} : { actual: shownBytes(result.stdoutBytes) }),
    stderr: result.stderr,
  }
  const end: End = (verdict, message, details = {}, veiled) => ({
    verdict,
    score: verdict === 'accepted' ? 1 : 0,
    message,
    usage,
    durationMs: result.usage.durationMs,
    details: { ...seen, ...details },
    ...(veiled === undefined ? {} : { veiled: { ...veiled, details: { ...seen, ...veiled.details } } }),
  })
  const failure = failureOf(ran, task.limits, Object.keys(entry.files), {
    called: test.function,
    nearest: () => nearestFunction(context.submission.entry, test.function),
  })
  // What came to no answer is told as what it is.
  const isAnswer = result.status === 'exit' && (failure === null || result.raised?.phase === 'call')
  if (isAnswer && usage.netFuel > task.limits.fuel) return end('out-of-fuel', say.outOfFuel(task.limits.fuel))
  if (test.raises !== null && result.status === 'exit' && result.raised?.phase === 'call') {
    const { raised } = result
    const [verdict, message] = judgeRaised(raised, test.raises, test.function, context.submission.files)
    const shown = { actual: `${nameOf(raised)}: ${raised.message}` }
    const printed = verdict === 'accepted' ? await wrongPrints(ran, test, context, end) : null
    // As it would be told where a value is expected.
    return printed ?? end(verdict, message, shown, verdict === 'accepted' ? undefined : (failure ?? undefined))
  }
  if (failure !== null) return end(failure.verdict, failure.message, failure.details)
  if (result.status !== 'exit' || result.returned === undefined || result.exitCode !== 0) return noAnswer(ran, end)
  const { returned } = result
  const shown = { actual: shownValue(returned) }
  const wrongValue = { verdict: 'wrong-answer', message: say.wrongValue(test.function), details: shown } as const
  if (test.raises !== null)
    return end('wrong-answer', say.raisedNothing(test.function, test.raises.type), shown, wrongValue)
  if (expected !== null || test.sealed !== null) {
    if (returned.type === 'unsupported')
      return end('unsupported-value', say.unsupported(test.function, returned.value), shown)
    const right =
      expected === null
        ? test.sealed !== null && opens(test.sealed, canonical(returned))
        : sameValue(returned, expected, test.tolerance ?? undefined)
    if (!right) {
      const message =
        expected !== null && expected.type !== returned.type
          ? say.wrongType(test.function, returned.type, expected.type)
          : say.wrongValue(test.function)
      const plain = expected?.type === 'str' ? expected.value.trim() : null
      const hint = expected === null ? null : printedInstead(result.stdout, shownValue(expected), plain)
      return end('wrong-answer', message, { ...shown, ...(hint === null ? {} : { hints: [hint] }) }, wrongValue)
    }
  }
  return (await wrongPrints(ran, test, context, end)) ?? end('accepted', say.accepted, shown)
}

type End = (verdict: Verdict, message: string, details?: Details, veiled?: Veiled) => Judgement

async function wrongPrints(
  { result }: Ran,
  { prints }: CallTest,
  { trusted }: TestContext,
  end: End,
): Promise<Judgement | null> {
  if (prints === null) return null
  const judged = await judgeOutput(result.stdoutBytes, prints, 'stdout', new Uint8Array(), trusted)
  if (judged.verdict === 'accepted') return null
  const wanted = judged.expected === null ? {} : { expected: judged.expected }
  const shown = { actual: shownBytes(result.stdoutBytes) }
  const veiled: Veiled = { verdict: 'wrong-answer', message: judged.veiled, details: shown }
  return end(judged.verdict, judged.message, { ...wanted, ...shown }, veiled)
}

/** What is printed may still be worked out behind the function: the end counts where somebody looks at it. */
function withEnding({ result, usage }: Ran): TestUsage {
  const { fuel, setupFuel, compileFuel = 0 } = result.usage
  return setupFuel === undefined ? usage : { ...usage, netFuel: fuel - setupFuel + compileFuel }
}

function noAnswer({ result }: Ran, end: End): Judgement {
  const code = result.exitCode ?? 0
  return code === 0 ? end('no-answer', say.noAnswer) : end('exit-nonzero', say.exitCode(code, 0))
}

/** Whether it is the exception that was wanted, out of a function of the submission's own. */
function judgeRaised(
  raised: Raised,
  wanted: Raises,
  name: string,
  files: Readonly<Record<string, Uint8Array>>,
): readonly [Verdict, string] {
  if (raised.file === null || !Object.hasOwn(files, raised.file.replace(/^\/+/, ''))) {
    return ['wrong-answer', say.notDefined(name)]
  }
  if (!raised.types.some((type) => isNamed(type, wanted.type))) {
    return ['runtime-error', say.raisedOther(nameOf(raised), wanted.type)]
  }
  if (wanted.message !== null && !raised.message.includes(wanted.message)) {
    return ['wrong-answer', say.raisedOtherMessage(wanted.type)]
  }
  return ['accepted', say.accepted]
}

function nameOf({ types: [type = ''] }: Raised): string {
  return type.split('.').at(-1) ?? type
}

function plainName(name: string): string {
  return name.replace(/^builtins\./, '')
}

/** `ValueError`, `json.JSONDecodeError` or `JSONDecodeError` for a type that is defined in `json.decoder`. */
function isNamed(name: string, wanted: string): boolean {
  return plainName(name) === wanted || name.split('.').at(-1) === wanted.split('.').at(-1)
}

/** The values that the function is called with. */
export async function argumentsOf(
  test: CallTest,
  { trusted }: TestContext,
): Promise<{ args: readonly Tagged[]; kwargs: Tagged }> {
  const kwargs = await trusted.value(test.kwargs)
  if (test.generator !== null) {
    const made = await trusted.generated(test.generator, true)
    return { args: 'args' in made ? made.args : [], kwargs }
  }
  const args = await trusted.value(test.args)
  return { args: args.type === 'list' || args.type === 'tuple' ? args.value : [args], kwargs }
}

async function expectedValue(
  test: CallTest,
  args: readonly Tagged[],
  kwargs: Tagged,
  { trusted }: TestContext,
): Promise<Tagged | null> {
  if (test.returns !== undefined) return trusted.value(test.returns)
  if (test.reference === null) return null
  return trusted.referenceReturns(test.reference, test.function, args, kwargs)
}

/** The call as somebody would write it. */
export function shownCall(name: string, args: readonly Tagged[], kwargs: Tagged): string {
  const named =
    kwargs.type === 'dict'
      ? kwargs.value.map(([key, value]) => `${key.type === 'str' ? key.value : ''}=${shownValue(value)}`)
      : []
  return `${name}(${[...args.map(shownValue), ...named].join(', ')})`
}
