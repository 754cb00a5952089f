/** A package of Polygon: `problem.xml` with tests and answers in files. */
import { normalize } from 'node:path/posix'
import { MIB } from '../../../core/units.js'
import { polygonImports as say } from '../../messages/import-polygon.js'
import { gradeImports } from '../../messages/imports.js'
import { isPlainPath } from '../../task/place.js'
import type { TaskFile, TestFile } from '../../task/schema.js'
import { DEFAULT_ENTRY, type Draft, draftOf, type ImportOptions, type Source } from '../draft.js'
import { assumedFuel, fuelOf, memoryOf } from '../limits.js'
import { Notes, refuse } from '../notes.js'
import { element, elements, readXmlFile, type XmlElement } from '../read-xml.js'
import { type GivenSolution, type SolutionKind, solutionFiles } from '../solutions.js'
import { checkerOf } from './checkers.js'
import { groupsWithPoints, type PolygonTest, plainGroups } from './groups.js'

/** What Codeforces lets a program print. */
const OUTPUT = '64MiB'
const MS_PER_SECOND = 1000

export function importPolygon(path: string, source: Source, { entry = DEFAULT_ENTRY }: ImportOptions): Draft {
  const notes = new Notes()
  const problem = readXmlFile(source, path)
  if (problem.name !== 'problem') refuse(path, say.noJudging)
  account(problem, notes)
  refuseOtherWays(problem)
  const judging = element(problem, 'judging')
  const testset = testsetOf(judging, notes) ?? refuse(`${path}: judging`, say.noJudging)
  const files: Record<string, Uint8Array> = {}
  const checker = element(problem, 'assets', 'checker')
  const judged = checkerOf(checker?.attributes.name, element(checker, 'source')?.attributes.path, source, files, notes)
  const io = { input: fileName(judging, 'input-file', notes), output: fileName(judging, 'output-file', notes) }
  const tests = testsOf(testset, source, (input, answer) => testFile(input, judged(answer), io), notes)
  const hasPoints = elements(testset, 'tests', 'test').some(({ attributes }) => attributes.points !== undefined)
  const groups = hasPoints ? groupsWithPoints(tests, elements(testset, 'groups', 'group'), notes) : plainGroups(tests)
  const solutions = solutionFiles(solutionsOf(problem, notes), entry, source, notes)
  return draftOf(
    {
      title: titleOf(problem, source, notes),
      entry,
      limits: limitsOf(testset, entry, notes),
      groups,
      files: { ...files, ...solutions },
    },
    notes,
  )
}

/** Elements of the package that change no mark. */
const without = [
  'statements',
  'tutorials',
  'properties',
  'stresses',
  'tags',
  'documents',
  'materials',
  'resources',
  'executables',
  'attachments',
  'validators',
]
/** All that is looked at. */
const known = ['names', 'judging', 'files', 'assets', 'checker', 'interactor', 'solutions']

function account(problem: XmlElement, notes: Notes): void {
  const within = [...problem.children, ...elements(problem, 'files'), ...elements(problem, 'assets')]
  const inner = within.flatMap((one) => (['files', 'assets'].includes(one.name) ? one.children : [one]))
  for (const { name } of inner) {
    if (without.includes(name)) notes.ignore(`problem.xml: ${name}`)
    else if (!known.includes(name)) notes.warn(`problem.xml: ${name}`, gradeImports.unknownField(undefined))
  }
}

/** What no task does: whatever was imported would mark wrongly. */
function refuseOtherWays(problem: XmlElement): void {
  if (element(problem, 'assets', 'interactor') !== undefined) refuse('problem.xml: interactor', say.interactor)
  const runs = Number(element(problem, 'judging')?.attributes['run-count'] ?? 1)
  if (runs !== 1) refuse('problem.xml: run-count', say.runs)
  for (const file of elements(problem, 'files', 'resources', 'file')) {
    const isLinked = elements(file, 'assets', 'asset').some(({ attributes }) => attributes.name === 'SOLUTION')
    if (isLinked) refuse(`problem.xml: ${file.attributes.path ?? 'resources'}`, say.linked)
  }
}

function testsetOf(judging: XmlElement | undefined, notes: Notes): XmlElement | undefined {
  const all = elements(judging, 'testset')
  const chosen = all.find(({ attributes }) => attributes.name === 'tests') ?? all[0]
  for (const one of all.filter((testset) => testset !== chosen)) {
    const field = `problem.xml: testset ${one.attributes.name ?? ''}`
    // A part of the tests, run while a contest is on.
    if (one.attributes.name === 'pretests') notes.ignore(field)
    else notes.warn(field, say.otherTestset)
  }
  return chosen
}

function titleOf(problem: XmlElement, source: Source, notes: Notes): string {
  const names = elements(problem, 'names', 'name')
  const name = names.find(({ attributes }) => attributes.language === 'english') ?? names[0]
  if (name?.attributes.value !== undefined && name.attributes.value !== '') {
    notes.take('problem.xml: names')
    return name.attributes.value
  }
  return problem.attributes['short-name'] ?? source.name ?? gradeImports.title
}

function limitsOf(testset: XmlElement, entry: string, notes: Notes): NonNullable<TaskFile['limits']> {
  const number = (name: string): number | undefined => {
    const text = element(testset, name)?.text.trim()
    if (text === undefined) return undefined
    notes.take(`problem.xml: ${name}`)
    return Number(text) > 0 ? Number(text) : refuse(`problem.xml: ${name}`, say.badNumber)
  }
  const [time, memory] = [number('time-limit'), number('memory-limit')]
  return {
    fuel:
      time === undefined ? assumedFuel('problem.xml: time-limit', entry, notes) : fuelOf(time / MS_PER_SECOND, entry),
    ...(memory === undefined ? {} : { memory: memoryOf(memory / MIB, 'problem.xml: memory-limit', notes) }),
    output: OUTPUT,
  }
}

/** Programs of some problems read and write files in place of the streams. */
function fileName(judging: XmlElement | undefined, attribute: string, notes: Notes): string | undefined {
  const name = judging?.attributes[attribute] ?? ''
  if (['', 'stdin', 'stdout'].includes(name)) return undefined
  notes.take(`problem.xml: ${attribute}`)
  return isPlainPath(name) ? name : refuse(`problem.xml: ${attribute}`, gradeImports.badPath(name))
}

interface Io {
  readonly input: string | undefined
  readonly output: string | undefined
}

function testFile(input: string, expected: NonNullable<TestFile['stdout']>, io: Io): TestFile {
  return {
    ...(io.input === undefined ? { stdin_file: input } : { files: { [io.input]: input } }),
    ...(io.output === undefined ? { stdout: expected } : { written: { [io.output]: expected } }),
  }
}

const testWithout = ['method', 'cmd', 'description', 'from-file', 'verdict']
const testKnown = ['sample', 'points', 'group']

function testsOf(
  testset: XmlElement,
  source: Source,
  make: (input: string, answer: string) => TestFile,
  notes: Notes,
): readonly PolygonTest[] {
  const patterns = ['input-path-pattern', 'answer-path-pattern'].map((name) => {
    notes.take(`problem.xml: ${name}`)
    return element(testset, name)?.text.trim() ?? refuse(`problem.xml: ${name}`, say.pattern)
  })
  const given = elements(testset, 'tests', 'test')
  if (given.length === 0) refuse('problem.xml: tests', say.noJudging)
  return given.map(({ attributes }, index): PolygonTest => {
    for (const name of Object.keys(attributes)) {
      const field = `problem.xml: test: ${name}`
      if (testWithout.includes(name)) notes.ignore(field)
      else if (testKnown.includes(name)) notes.take(field)
      else notes.warn(field, gradeImports.unknownField(undefined))
    }
    const [input = '', answer = ''] = patterns.map((pattern) => existing(numbered(pattern, index + 1), source))
    const points = Number(attributes.points ?? 0)
    if (!(points >= 0)) return refuse(`problem.xml: test ${index + 1}: points`, say.badNumber)
    return {
      test: { name: `${index + 1}`, ...make(input, answer) },
      isSample: attributes.sample === 'true',
      points,
      group: attributes.group,
    }
  })
}

/** As printf writes a number: `%d`, `%02d`. */
function numbered(pattern: string, number: number): string {
  const [whole, width] = /%0?(\d*)d/.exec(pattern) ?? refuse('problem.xml: input-path-pattern', say.pattern)
  return pattern.replace(whole, String(number).padStart(Math.min(Number(width ?? 0), 20), '0'))
}

function existing(path: string, source: Source): string {
  const found = normalize(path)
  return source.paths.includes(found) ? found : refuse('problem.xml: tests', say.noTest(path))
}

const tags: Readonly<Record<string, SolutionKind>> = {
  main: 'accepted',
  accepted: 'accepted',
  'wrong-answer': 'wrong_answer',
  'presentation-error': 'wrong_answer',
  'time-limit-exceeded': 'out_of_fuel',
}

function solutionsOf(problem: XmlElement, notes: Notes): readonly GivenSolution[] {
  return elements(problem, 'assets', 'solutions', 'solution').flatMap((solution): readonly GivenSolution[] => {
    const { tag = '' } = solution.attributes
    const { path, type = '' } = element(solution, 'source')?.attributes ?? {}
    if (path === undefined || tag === 'do-not-run') return []
    const kind = tags[tag]
    if (kind === undefined) notes.warn(path, say.noTag(tag))
    // Of Python 2.
    const isOld = /^python\.(2|pypy2?$)/.test(type)
    return kind === undefined || isOld ? [] : [{ path: normalize(path), kind }]
  })
}
