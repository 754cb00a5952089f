/** Unit tests of the teacher's: in a sandbox without the submission (`split`), or for practice in one with it (`visible`). */

import type { Tagged } from '../../core/tagged.js'
import { callOf, driverFile, startModule } from '../entry.js'
import { failureOf } from '../judge/ending.js'
import { nearestFunction } from '../judge/hints.js'
import { gradeFaults as faults } from '../messages/faults.js'
import { gradeVerdicts as say } from '../messages/verdicts.js'
import type { UnitTests } from '../task/task.js'
import { type Details, type Judgement, type Ran, TaskFault, type Verdict } from '../verdict.js'
import { shownCall } from './call.js'
import type { Listed, TestContext } from './context.js'
import { replaySource, testDriver } from './unittest-drivers.js'

/** Calls that one test may make: each begins the test again. */
const MAX_CALLS = 200

const NO_VALUES: Tagged = { type: 'dict', value: [] }

/** The tests of a Python test file. */
export async function unitTestsOf(test: UnitTests, context: TestContext): Promise<readonly Listed[]> {
  const names = await namesOf(test, context)
  return names.map((name) => ({
    test: { ...test, name, ...(test.mode === 'visible' ? { formative: true } : {}) },
    work: () => (test.mode === 'visible' ? judgeTogether(test, name, context) : judgeApart(test, name, context)),
  }))
}

/** Listed without the submission, whatever the mode. @throws TaskFault where there are none. */
async function namesOf({ program }: UnitTests, { task, trusted }: TestContext): Promise<readonly string[]> {
  const code = testDriver(program.path, task.entry, true)
  const listed = await trusted.answer(program.path, code, filesOf(program), { function: 'names' })
  const names = listed.type === 'list' ? listed.value.flatMap((one) => (one.type === 'str' ? [one.value] : [])) : []
  if (names.length === 0) throw new TaskFault(faults.noUnitTests(program.path))
  return names
}

function filesOf({ path, code }: UnitTests['program']): Readonly<Record<string, Uint8Array>> {
  return { [path]: Buffer.from(code) }
}

/** A call that a test makes: name, arguments, arguments by name. */
interface Asked {
  readonly name: string
  readonly args: readonly Tagged[]
  readonly kwargs: Tagged
}

async function judgeApart(test: UnitTests, name: string, context: TestContext): Promise<Judgement> {
  const { program } = test
  const { task, trusted } = context
  const code = testDriver(program.path, task.entry, true)
  const calls: Asked[] = []
  const answers: Tagged[] = []
  const start = await replay(context, test, 'constants', [])
  if (start.failure !== null) return start.failure
  const constants = start.returned
  let last = start.ran
  for (;;) {
    const given: Tagged = { type: 'list', value: answers }
    const call = callOf('run', [{ type: 'str', value: name }, given, constants])
    const outcome = parts(await trusted.answer(program.path, code, filesOf(program), call, faults.lookedAtAnswer))
    if (outcome === null) throw new TaskFault(faults.cannotCross(program.path, lastCall(calls) ?? name))
    const [how, ...rest] = outcome
    if (how === 'cross') {
      const what = rest[0]?.type === 'str' ? rest[0].value : ''
      throw new TaskFault(faults.cannotCross(program.path, `${what} (${name})`))
    }
    if (how !== 'ask') return ended(how, rest, last, lastCall(calls.slice(0, callsAt(rest) ?? calls.length)))
    const [asked, args, kwargs] = rest
    if (asked?.type !== 'str' || args?.type !== 'list') throw new TaskFault(faults.cannotCross(program.path, name))
    if (calls.length === MAX_CALLS) throw new TaskFault(faults.tooManyCalls(program.path, MAX_CALLS))
    calls.push({ name: asked.value, args: args.value, kwargs: kwargs ?? NO_VALUES })
    const answer = await replay(context, test, 'replay', calls)
    if (answer.failure !== null) return answer.failure
    answers.push(answer.returned)
    last = answer.ran
  }
}

interface Answered {
  readonly ran: Ran
  readonly returned: Tagged
  readonly failure: Judgement | null
}

/** The submission's answer to the last of some calls, all of them made in one sandbox of its own. */
async function replay(
  context: TestContext,
  test: UnitTests,
  name: 'constants' | 'replay',
  calls: readonly Asked[],
): Promise<Answered> {
  const { task, sandbox } = context
  const { entry, started } = context.prepared.entry(test.files, 'replay', (given) => startModule(given, replaySource))
  const asTagged = calls.map(
    (call): Tagged => ({
      type: 'tuple',
      value: [{ type: 'str', value: call.name }, { type: 'list', value: call.args }, call.kwargs],
    }),
  )
  const call = callOf(name, name === 'constants' ? [] : [{ type: 'list', value: asTagged }], calledFrom(task.entry))
  const request = { runtime: task.runtime, ...started.source, call }
  const ran = await sandbox.run(request, task.limits, 'call')
  const { result } = ran
  const shown = lastCall(calls)
  const end = (verdict: Verdict, message: string, details: Details = {}) => ({
    ran,
    returned: NO_VALUES,
    failure: judgement(verdict, message, ran, { ...(shown === null ? {} : { input: shown }), ...details }),
  })
  const failure = failureOf(ran, task.limits, Object.keys(entry.files), { isDriven: true })
  if (failure !== null) return end(failure.verdict, failure.message, failure.details)
  if (result.status !== 'exit' || result.returned === undefined) return end('no-answer', say.noAnswer)
  const { returned } = result
  const called = calls.at(-1)?.name ?? ''
  if (returned.type === 'unsupported') return end('unsupported-value', say.unsupported(called, returned.value))
  const [how] = parts(returned) ?? []
  if (how === 'missing')
    return end('runtime-error', say.functionMissing(called, nearestFunction(context.submission.entry, called)))
  if (how === 'no function') return end('runtime-error', say.notCallable(called))
  if (how === 'foreign') return end('wrong-answer', say.notDefined(called))
  const isAnswer = name === 'constants' ? returned.type === 'dict' : isOutcome(returned)
  return isAnswer ? { ran, returned, failure: null } : end('no-answer', say.noAnswer)
}

/** What replaying gives: the submission shares its sandbox, and may have put something else in its place. */
function isOutcome(value: Tagged): boolean {
  const [how, first, second, ...others] = spoken(value)
  if (how === undefined) return false
  if (how === 'returned') return first !== undefined && second === undefined
  const areKinds = first?.type === 'list' && first.value.every(({ type }) => type === 'str')
  return how === 'raised' && areKinds && second?.type === 'str' && others.length === 0
}

/** How an answer ended, and with what; before that comes what was printed, and what has changed in the module. */
function spoken(value: Tagged): readonly [string?, ...Tagged[]] {
  const [printed, changed, how, ...rest] = value.type === 'tuple' ? value.value : []
  return printed?.type === 'str' && changed?.type === 'dict' && how?.type === 'str' ? [how.value, ...rest] : []
}

async function judgeTogether(test: UnitTests, name: string, context: TestContext): Promise<Judgement> {
  const { task, sandbox } = context
  const code = testDriver(test.program.path, task.entry, false)
  const { entry } = context.prepared.entry({ ...test.files, ...filesOf(test.program) }, 'together', () => ({
    source: { code },
    isDriven: true,
  }))
  const { 'main.py': main, ...others } = entry.files
  const file = calledFrom(task.entry)
  const files = file.file === undefined || main === undefined ? others : { ...others, 'main.py': main }
  const call = callOf('run', [{ type: 'str', value: name }, { type: 'list', value: [] }, NO_VALUES], file)
  const ran = await sandbox.run({ runtime: task.runtime, code, files, call }, task.limits, 'call')
  const failure = failureOf(ran, task.limits, Object.keys(files), { isDriven: true })
  if (failure !== null) return judgement(failure.verdict, failure.message, ran, failure.details)
  const { result } = ran
  const [how, ...rest] = (result.status === 'exit' && result.returned !== undefined && parts(result.returned)) || []
  return how === undefined ? judgement('no-answer', say.noAnswer, ran) : ended(how, rest, ran, null)
}

function calledFrom(entry: string): { readonly file?: string } {
  const file = driverFile(entry)
  return file === undefined ? {} : { file }
}

/** How many calls had been made when the test failed. */
function callsAt([, at]: readonly Tagged[]): number | undefined {
  return at?.type === 'int' ? Number(at.value) : undefined
}

/** A tuple that begins with a word. */
function parts(value: Tagged): readonly [string, ...Tagged[]] | null {
  if (value.type !== 'tuple') return null
  const [how, ...rest] = value.value
  return how?.type === 'str' ? [how.value, ...rest] : null
}

function ended(how: string, rest: readonly Tagged[], ran: Ran, called: string | null): Judgement {
  const [told] = rest
  const message = told?.type === 'str' ? told.value : ''
  const details = called === null ? {} : { input: called }
  switch (how) {
    case 'passed':
      return judgement('accepted', say.accepted, ran, details)
    case 'skipped':
      return { ...judgement('skipped', say.skippedItself(message), ran), leftOut: true }
    case 'failed':
      return judgement('wrong-answer', say.testFailed, ran, { ...details, assertion: message })
    default:
      return judgement('runtime-error', say.testStopped, ran, { ...details, assertion: message })
  }
}

function judgement(verdict: Verdict, message: string, { usage, result }: Ran, details: Details = {}): Judgement {
  const score = verdict === 'accepted' ? 1 : 0
  return { verdict, score, message, usage, durationMs: result.usage.durationMs, details }
}

function lastCall(calls: readonly Asked[]): string | null {
  const last = calls.at(-1)
  return last === undefined ? null : shownCall(last.name, last.args, last.kwargs)
}
