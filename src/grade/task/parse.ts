/** `grade.yaml` as data. Every complaint names the line, and all of them are made at once. */

import { createHash } from 'node:crypto'
import { extname } from 'node:path'
import { DEFAULT_RUNTIME } from '../../bench/case.js'
import { documents } from '../../core/document-messages.js'
import { FuelcellError } from '../../core/errors.js'
import { defaultLimits, maxLimits } from '../../core/limits.js'
import { issueWords } from '../../core/schema-words.js'
import { parseBytes, parseFuel, parsePages } from '../../core/sizes.js'
import { MIB } from '../../core/units.js'
import { readYaml, schemaFindings } from '../../core/yaml-document.js'
import { canonicalRuntime, runtimeOfExtension } from '../../languages/languages.js'
import { gradeTasks as say } from '../messages/tasks.js'
import { parseTests } from './parse-test.js'
import { isPlainPath, type Place } from './place.js'
import { pruned } from './pruned.js'
import { type GroupFile, type TaskFile, taskSchema } from './schema.js'
import type { Group, Task, TaskLimits } from './task.js'

/** Gives the bytes of a file below the task's folder. Throws `FuelcellError` where there is none. */
export type ReadFile = (path: string) => Uint8Array

/** Longer than anything that is written by hand; imported tasks have their texts in it. */
export const MAX_TASK_BYTES = 16 * MIB
const DEFAULT_MAX_BYTES = MIB
/** Half of the run directory: the tests and the program itself need room as well. */
const MAX_SUBMISSION_BYTES = 8 * MIB
const DEFAULT_FUEL = 1_000_000_000

/**
 * @param path How to call the file in errors.
 * @throws FuelcellError `invalid-option` with every finding and its line.
 */
export function parseTask(text: string, path: string, readFile: ReadFile): Task {
  const refuse = (findings: readonly string[]): never => {
    throw new FuelcellError('invalid-option', say.invalid(path, findings))
  }
  const { value, lineOf } = readYaml(text, refuse, { exact: true })
  const given = plain(value, 0)
  const parsed = taskSchema.safeParse(given, { error: issueWords })
  const findings: string[] = parsed.success ? [] : [...schemaFindings(parsed.error, taskSchema, lineOf)]
  const complain: Place['complain'] = (place, message) => {
    findings.push(documents.finding(lineOf(place), message))
  }
  const digest = createHash('sha256').update(text)
  const read: Place['read'] = (place, file) => {
    try {
      const bytes = readFile(file)
      digest.update(`\0${file}\0${bytes.byteLength}\0`).update(bytes)
      return bytes
    } catch (error) {
      if (!(error instanceof FuelcellError)) throw error
      complain(place, error.message)
      return new Uint8Array()
    }
  }
  const whole = parsed.success ? parsed : taskSchema.safeParse(pruned(given, parsed.error.issues))
  if (!whole.success) return refuse(findings)
  const task = taskOf(whole.data, { path: [], complain, read })
  if (findings.length > 0) refuse(findings)
  return { ...task, digest: digest.digest('hex') }
}

/** Keys of a test whose values are data, and stay as exact as they were written. */
const DATA_KEYS: readonly unknown[] = ['args', 'kwargs', 'returns']
/** A test stands in `groups`, a group, `tests`. */
const TEST_DEPTH = 4

/** Objects and numbers, as the schema has them, but for data. */
function plain(value: unknown, depth: number, isTest = false): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1, isTest))
  if (!(value instanceof Map)) return value
  const below = (key: unknown) => isTest || (depth === 2 && key === 'tests')
  const isData = (key: unknown) => isTest && depth === TEST_DEPTH && DATA_KEYS.includes(key)
  return Object.fromEntries(
    Array.from(value, ([key, item]) => [String(key), isData(key) ? item : plain(item, depth + 1, below(key))]),
  )
}

function taskOf(file: TaskFile, place: Place): Omit<Task, 'digest'> {
  const { entry, files, maxBytes, runtime } = file.submission
  const attempt = <T>(path: readonly PropertyKey[], otherwise: T, work: () => T): T => {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof FuelcellError)) throw error
      place.complain(path, error.message)
      return otherwise
    }
  }
  if (!isPlainPath(entry)) place.complain(['submission', 'entry'], say.badPath(entry))
  const language = canonicalRuntime(runtime ?? runtimeOfExtension(extname(entry)) ?? DEFAULT_RUNTIME)
  const groups = file.groups.map((group, index) =>
    groupOf(file, group, language, { ...place, path: ['groups', index] }),
  )
  checkNames(file, place)
  const tests = groups.reduce((sum, group) => sum + group.tests.length, 0)
  if (tests === 0) place.complain(['groups'], say.noTests)
  return {
    title: file.title,
    entry,
    runtime: language,
    patterns: files ?? [`**/*${extname(entry) || entry}`],
    maxBytes: attempt(['submission', 'maxBytes'], DEFAULT_MAX_BYTES, () =>
      maxBytes === undefined ? DEFAULT_MAX_BYTES : parseBytes(String(maxBytes), 'maxBytes', MAX_SUBMISSION_BYTES),
    ),
    limits: limitsOf(file.limits ?? {}, attempt),
    groups,
  }
}

type Attempt = <T>(path: readonly PropertyKey[], otherwise: T, work: () => T) => T

function limitsOf({ fuel, memory, output }: NonNullable<TaskFile['limits']>, attempt: Attempt): TaskLimits {
  const limit = (
    name: string,
    given: string | number | undefined,
    otherwise: number,
    parse: (text: string) => number,
  ) => attempt(['limits', name], otherwise, () => (given === undefined ? otherwise : parse(String(given))))
  return {
    fuel: limit('fuel', fuel, DEFAULT_FUEL, (text) => parseFuel(text, 'fuel')),
    memoryPages: limit('memory', memory, defaultLimits.memoryPages, (text) => parsePages(text, 'memory')),
    outputBytes: limit('output', output, defaultLimits.outputBytes, (text) =>
      parseBytes(text, 'output', maxLimits.outputBytes),
    ),
  }
}

function groupOf(file: TaskFile, group: GroupFile, runtime: string, place: Place): Group {
  const { name, points, scoring = 'sum', requires = [] } = group
  if ((group.tests === undefined) === (group.unittest === undefined))
    place.complain(place.path, say.testsOrUnittest(name))
  if (group.mode !== undefined && group.unittest === undefined) place.complain([...place.path, 'mode'], say.modeAlone)
  const tests = parseTests(file, group, runtime, place)
  if (group.tests?.length === 0) place.complain(place.path, say.emptyGroup(name))
  if (tests.length > 0 && points > 0 && tests.every(({ weight }) => weight === 0)) {
    place.complain([...place.path, 'points'], say.noWeight(name, points))
  }
  return { name, points, scoring, requires, tests }
}

function checkNames(file: TaskFile, { complain }: Place): void {
  const groups = new Set<string>()
  for (const [index, group] of file.groups.entries()) {
    for (const [at, wanted] of (group.requires ?? []).entries()) {
      if (!groups.has(wanted)) complain(['groups', index, 'requires', at], say.requiresUnknown(wanted))
    }
    if (groups.has(group.name)) complain(['groups', index, 'name'], say.groupTwice(group.name))
    groups.add(group.name)
    const tests = new Set<string>()
    for (const [at, { name }] of (group.tests ?? []).entries()) {
      if (name !== undefined && tests.has(name)) complain(['groups', index, 'tests', at, 'name'], say.testTwice(name))
      if (name !== undefined) tests.add(name)
    }
  }
}
