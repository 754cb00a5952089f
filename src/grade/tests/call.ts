/** A test that calls a function of the submission. */

import { gradeVerdicts as say } from '../../messages/grade-verdicts.js'
import type { Tagged } from '../../tagged.js'
import { startCall } from '../entry.js'
import { failureOf } from '../judge/ending.js'
import { printedInstead } from '../judge/hints.js'
import { judgeOutput, opens } from '../judge/output.js'
import { canonical, sameValue, shownValue } from '../judge/value.js'
import type { CallTest, Raises } from '../task/task.js'
import { callOf } from '../trusted.js'
import type { Details, Judgement, Ran, Verdict } from '../verdict.js'
import { entryWith, type TestContext } from './context.js'

/** @param without `discard` looks at nothing but that the call ends: its value does not even leave the guest. */
export async function judgeCall(test: CallTest, context: TestContext, without?: 'discard'): Promise<Judgement> {
  const { task, sandbox, trusted } = context
  const { args, kwargs } = await argumentsOf(test, context)
  const expected = await expectedValue(test, args, kwargs, context)
  const entry = entryWith(context, test.files)
  const called = without ?? (test.raises === null ? 'entry' : 'outcome')
  const call = callOf(called, args, kwargs)
  const ran = await sandbox.run(
    { runtime: task.runtime, ...startCall(entry, test.function, called), call },
    task.limits,
    await trusted.callBase(args, kwargs, expected),
  )
  const { result, usage } = ran
  const seen: Details = {
    input: shownCall(test.function, args, kwargs),
    ...(expected === null ? {} : { expected: shownValue(expected) }),
    ...(test.raises === null ? {} : { expected: say.anException(test.raises.type) }),
    ...(result.stdout === '' ? {} : { actual: result.stdout }),
    stderr: result.stderr,
  }
  const end = (verdict: Verdict, message: string, details: Details = {}): Judgement => ({
    verdict,
    score: verdict === 'accepted' ? 1 : 0,
    message,
    usage,
    durationMs: result.usage.durationMs,
    details: { ...seen, ...details },
  })
  const failure = failureOf(ran, task.limits, Object.keys(entry.files), { called: test.function })
  if (failure !== null) return end(failure.verdict, failure.message, failure.details)
  if (result.status !== 'exit' || result.returned === undefined) return noAnswer(ran, end)
  const { returned } = result
  if (test.raises !== null) {
    const [verdict, message, actual] = judgeRaised(returned, test.raises, test.function)
    if (verdict !== 'accepted') return end(verdict, message, { actual })
  } else if (result.exitCode !== 0) return noAnswer(ran, end)
  const shown = { actual: shownValue(returned) }
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
      return end('wrong-answer', message, { ...shown, ...(hint === null ? {} : { hints: [hint] }) })
    }
  }
  if (test.prints !== null) {
    const judged = await judgeOutput(result.stdoutBytes, test.prints, 'stdout', new Uint8Array(), trusted)
    const { verdict, message } = judged
    const wanted = judged.expected === null ? {} : { expected: judged.expected }
    if (verdict !== 'accepted') return end(verdict, message, { ...wanted, actual: result.stdout })
  }
  return end('accepted', say.accepted, test.raises === null ? shown : {})
}

function noAnswer({ result }: Ran, end: (verdict: Verdict, message: string) => Judgement): Judgement {
  const code = result.exitCode ?? 0
  return code === 0 ? end('no-answer', say.noAnswer) : end('exit-nonzero', say.exitCode(code, 0))
}

/** What the guest tells of the call; it could as well have raised, so that there is nothing in it to gain. */
function judgeRaised(returned: Tagged, wanted: Raises, name: string): readonly [Verdict, string, string] {
  const [how, kinds, message] = returned.type === 'tuple' ? returned.value : []
  if (how?.type === 'str' && how.value === 'no function') return ['runtime-error', say.notCallable(name), '']
  if (how?.type !== 'str' || how.value === 'returned') return ['wrong-answer', say.raisedNothing(name, wanted.type), '']
  const names = kinds?.type === 'list' ? kinds.value.flatMap((kind) => (kind.type === 'str' ? [kind.value] : [])) : []
  const text = message?.type === 'str' ? message.value : ''
  const actual = `${plainName(names[0] ?? '')}: ${text}`
  if (how.value !== 'raised') return ['wrong-answer', say.notDefined(name), actual]
  if (!names.some((one) => isNamed(one, wanted.type))) {
    return ['runtime-error', say.raisedOther(plainName(names[0] ?? ''), wanted.type), actual]
  }
  if (wanted.message !== null && !text.includes(wanted.message)) {
    return ['wrong-answer', say.raisedOtherMessage(wanted.type), actual]
  }
  return ['accepted', say.accepted, actual]
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
