/** The tests of a group, each with every default and every file. */

import { savedInput } from '../encoding.js'
import { isPython } from '../entry.js'
import { gradeTasks as say } from '../messages/tasks.js'
import type { Data } from './data.js'
import { expectationOf, programAt, toleranceOf } from './parse-expectation.js'
import { isPlainPath, type Place } from './place.js'
import type { GroupFile, OutputFile, TaskFile, TestFile } from './schema.js'
import type { Generator, Test } from './task.js'

const identifier = /^[\p{ID_Start}_]\p{ID_Continue}*$/u
/** Tests that one generator may make. */
const DEFAULT_SEEDS = 1

type Defaults = NonNullable<TaskFile['defaults']>

export function parseTests(file: TaskFile, group: GroupFile, runtime: string, place: Place): readonly Test[] {
  const { visibility, feedback, match, reference, prompts } = group
  const given = { visibility, feedback, match, reference, prompts }
  const own = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const defaults: Defaults = { ...file.defaults, ...own }
  const { unittest } = group
  if (unittest !== undefined) {
    if (!isPython(runtime)) place.complain([...place.path, 'unittest'], say.callNeedsPython(runtime))
    const program = programAt(unittest, [...place.path, 'unittest'], place)
    const common = commonOf({}, group.name, defaults, place)
    return [{ ...common, kind: 'unittest', program, mode: group.mode ?? 'split' }]
  }
  return (group.tests ?? []).flatMap((test, index) => {
    const at = { ...place, path: [...place.path, 'tests', index] }
    if (!isPython(runtime) && test.call !== undefined) at.complain([...at.path, 'call'], say.callNeedsPython(runtime))
    return testsOf(test, test.name ?? `${index + 1}`, defaults, at)
  })
}

function testsOf(test: TestFile, name: string, defaults: Defaults, place: Place): readonly Test[] {
  checkKeys(test, place)
  const common = commonOf(test, name, defaults, place)
  if (test.growth !== undefined) {
    const growth = {
      kind: 'growth',
      function: test.call ?? null,
      sizes: [...new Set(test.sizes ?? [])].sort((left, right) => left - right),
      atMost: test.growth.atMost,
      tolerance: toleranceOf(test.floats),
      match: defaults.match ?? 'trim',
    } as const
    const generator = generators(test, place)[0] ?? null
    return [{ ...common, ...growth, generator }]
  }
  const one =
    test.call === undefined ? programTest(test, common, defaults, place) : callTest(test, common, defaults, place)
  const made = generators(test, place)
  if (made.length === 0) return [one]
  return made.map((generator) => ({
    ...one,
    generator,
    name: made.length === 1 ? name : say.generatedName(name, generator.size, generator.seed),
    weight: one.weight / made.length,
  }))
}

type Common = ReturnType<typeof commonOf>

function commonOf(test: TestFile, name: string, defaults: Defaults, place: Place) {
  const reference = test.reference ?? (needsReference(test) ? defaults.reference : undefined)
  return {
    name,
    weight: test.points ?? 1,
    visibility: test.visibility ?? defaults.visibility ?? 'visible',
    feedback: test.feedback ?? defaults.feedback ?? 'full',
    hint: test.hint ?? null,
    files: filesOf(test, place),
    reference: reference === undefined ? null : programAt(reference, [...place.path, 'reference'], place),
    generator: null,
  } as const
}

/** A test that says itself what must come out asks no reference. */
function needsReference(test: TestFile): boolean {
  const told = ['stdout', 'stdout_file', 'stderr', 'written', 'returns', 'raises', 'prints', 'sealed'] as const
  return told.every((key) => !Object.hasOwn(test, key))
}

function filesOf(test: TestFile, place: Place): Readonly<Record<string, Uint8Array>> {
  const entries = Object.entries(test.files ?? {}).map(([name, path]) => {
    const at = [...place.path, 'files', name]
    if (!isPlainPath(name)) place.complain(at, say.badPath(name))
    return [name, place.read(at, path)] as const
  })
  return Object.fromEntries(entries)
}

function programTest(test: TestFile, common: Common, defaults: Defaults, place: Place): Test {
  const args = test.args === undefined ? [] : test.args
  const words = Array.isArray(args) ? args.filter((word) => typeof word === 'string') : []
  if (!Array.isArray(args) || words.length < args.length) place.complain([...place.path, 'args'], say.argsNotWords)
  const match = defaults.match ?? 'trim'
  const expectation = (value: OutputFile | undefined, key: string) =>
    value === undefined ? null : expectationOf(value, match, { ...place, path: [...place.path, key] })
  const { stdin, stdin_file: stdinFile, stdout_file: stdoutFile } = test
  const stdout = stdoutFile === undefined ? test.stdout : { file: stdoutFile }
  return {
    ...common,
    kind: 'program',
    stdin:
      stdinFile === undefined
        ? Buffer.from(stdin ?? '')
        : savedInput(place.read([...place.path, 'stdin_file'], stdinFile)),
    args: words,
    env: test.env ?? {},
    prepend: test.prepend ?? '',
    append: test.append ?? '',
    stdout: expectation(stdout, test.stdout === undefined ? 'stdout_file' : 'stdout'),
    stderr: expectation(test.stderr, 'stderr'),
    exitCode: test.exit_code === 'any' ? null : (test.exit_code ?? 0),
    written: Object.entries(test.written ?? {}).map(([path, value]) => [
      path,
      expectationOf(value, match, { ...place, path: [...place.path, 'written', path] }),
    ]),
    match,
    ignorePrompts: (test.prompts ?? defaults.prompts) === 'ignore',
  }
}

function callTest(test: TestFile, common: Common, defaults: Defaults, place: Place): Test {
  const args = (test.args ?? []) as Data
  const kwargs = (test.kwargs ?? new Map()) as Data
  if (!Array.isArray(args) && !isExpression(args)) place.complain([...place.path, 'args'], say.argsNotList)
  if (!(kwargs instanceof Map) || [...kwargs.keys()].some((key) => typeof key !== 'string')) {
    place.complain([...place.path, 'kwargs'], say.kwargsNotMap)
  }
  const raises = typeof test.raises === 'string' ? { type: test.raises } : test.raises
  return {
    ...common,
    kind: 'call',
    function: test.call ?? '',
    args,
    kwargs,
    returns: Object.hasOwn(test, 'returns') ? (test.returns as Data) : undefined,
    sealed: test.sealed ?? null,
    tolerance: toleranceOf(test.floats),
    raises: raises === undefined ? null : { type: raises.type, message: raises.message ?? null },
    prints:
      test.prints === undefined
        ? null
        : expectationOf(test.prints, defaults.match ?? 'trim', { ...place, path: [...place.path, 'prints'] }),
  }
}

function isExpression(value: Data): boolean {
  return value instanceof Map && value.size === 1 && typeof value.get('$python') === 'string'
}

/** What belongs together, what excludes what, and what every test needs. */
function checkKeys(test: TestFile, { path, complain }: Place): void {
  const has = (key: keyof TestFile) => Object.hasOwn(test, key)
  const refuse = (key: keyof TestFile, message: string) => {
    if (has(key)) complain([...path, key], message)
  }
  const onlyPrograms = [
    'stdin',
    'stdin_file',
    'stdout',
    'stdout_file',
    'stderr',
    'exit_code',
    'written',
    'env',
    'prepend',
    'append',
  ] as const
  const onlyCalls = ['kwargs', 'returns', 'raises', 'prints', 'sealed'] as const
  for (const key of has('call') ? onlyPrograms : onlyCalls) refuse(key, say.otherKind(key, has('call')))
  if (test.call !== undefined && !identifier.test(test.call)) complain([...path, 'call'], say.badFunction(test.call))
  if (has('stdin') && has('stdin_file')) complain([...path, 'stdin_file'], say.eitherOr('stdin', 'stdin_file'))
  if (has('stdout') && has('stdout_file')) complain([...path, 'stdout_file'], say.eitherOr('stdout', 'stdout_file'))
  if (has('returns') && has('raises')) complain([...path, 'raises'], say.eitherOr('returns', 'raises'))
  if (has('seeds') && !has('generate')) complain([...path, 'seeds'], say.needs('seeds', 'generate'))
  if (has('sizes') && !has('generate')) complain([...path, 'sizes'], say.needs('sizes', 'generate'))
  if (has('growth') && !has('generate')) complain([...path, 'growth'], say.needs('growth', 'generate'))
  if (has('growth') && (test.sizes?.length ?? 0) < 3) complain([...path, 'growth'], say.tooFewSizes)
  if (has('generate') && (has('args') || has('stdin') || has('stdin_file')))
    complain([...path, 'generate'], say.inputTwice)
}

function generators(test: TestFile, place: Place): readonly Generator[] {
  if (test.generate === undefined) return []
  const program = programAt(test.generate, [...place.path, 'generate'], place)
  const { seeds = DEFAULT_SEEDS, sizes } = test
  const all = typeof seeds === 'number' ? Array.from({ length: seeds }, (_, index) => index) : [...new Set(seeds)]
  return (sizes ?? [null]).flatMap((size) => all.map((seed) => ({ program, seed, size })))
}
