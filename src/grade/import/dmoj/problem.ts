/** A problem of DMOJ: `init.yml`, with its files in the folder or in an archive. */
import { basename } from 'node:path/posix'
import { MIB } from '../../../core/units.js'
import { dmojImports as say } from '../../messages/import-dmoj.js'
import { gradeImports } from '../../messages/imports.js'
import type { TestFile } from '../../task/schema.js'
import { DEFAULT_ENTRY, type Draft, draftOf, type GroupDraft, type ImportOptions, type Source } from '../draft.js'
import { assumedFuel, outputOf } from '../limits.js'
import { Fields, isMapping, Notes, refuse } from '../notes.js'
import { readYamlFile } from '../read.js'
import { checkerOf } from './checkers.js'
import { ProblemData } from './data.js'
import { Node } from './node.js'
import { matchedCases } from './patterns.js'

const DEFAULT_OUTPUT_BYTES = 25_165_824

export function importDmoj(path: string, source: Source, { entry = DEFAULT_ENTRY }: ImportOptions): Draft {
  const notes = new Notes()
  const root = new Node(path, readYamlFile(source, path, { version: '1.1' }).value, notes, null)
  for (const key of ['custom_judge', 'grader']) root.fields.refuse(key, say.graded)
  root.fields.refuse('interactive', say.interactive)
  root.fields.refuse('signature_grader', say.signature)
  root.fields.warn('file_io', say.fileIo)
  const data = new ProblemData(source, root.text('archive'))
  const groups = new Groups(root, data, notes)
  const output = root.number('output_limit_length', DEFAULT_OUTPUT_BYTES)
  for (const [index, one] of casesOf(root, data).entries()) groups.add(one, `${path}: test_cases.${index}`)
  const pretests = root.find('pretest_test_cases')
  if (Array.isArray(pretests)) {
    for (const [index, one] of pretests.entries()) groups.addPretest(one, `${path}: pretest_test_cases.${index}`)
  }
  const made = groups.made()
  if (made.length === 0) refuse(`${path}: test_cases`, say.noCases)
  const limits = {
    fuel: assumedFuel(`${path}: time limit`, entry, notes),
    output: outputOf(output / MIB, `${path}: output_limit_length`, notes),
  }
  // What the tests did not ask for, such as a generator that nobody runs.
  root.fields.ignore(['generator', 'binary_data', 'dependencies', 'points', 'checker'])
  root.fields.warn('symlinks', say.symlinks)
  root.fields.close()
  return draftOf({ title: source.name ?? gradeImports.title, entry, limits, groups: made, files: groups.files }, notes)
}

/** A list, or patterns, or nothing where the judge looks for usual names. */
function casesOf(root: Node, data: ProblemData): readonly unknown[] {
  const given = root.find('test_cases')
  if (Array.isArray(given)) return given
  const fields = new Fields(root.fields.name('test_cases'), given, root.notes)
  if (data.archivedNames.length === 0) refuse(fields.place, say.noArchive)
  const list = fields.take('case_points')
  const common = root.number('points', 1)
  const found = matchedCases(fields, data.archivedNames, (index) => {
    if (!Array.isArray(list)) return common
    const points: unknown = list[index]
    return typeof points === 'number' ? points : refuse(fields.name('case_points'), say.fewPoints)
  })
  fields.close()
  return found
}

class Groups {
  readonly #pretests: GroupDraft[] = []
  readonly #groups: GroupDraft[] = []
  /** Tests without a batch, up to the next that others depend on. */
  #single: TestFile[] = []
  /** Groups whose failure ends the judging. */
  readonly #required: string[] = []
  readonly #batches: string[] = []
  readonly #checkers: Record<string, Uint8Array> = {}
  #names = new Set<string>()

  constructor(
    private readonly root: Node,
    private readonly data: ProblemData,
    private readonly notes: Notes,
  ) {}

  get files(): Record<string, Uint8Array> {
    return { ...this.data.files, ...this.#checkers }
  }

  add(value: unknown, place: string): void {
    const node = new Node(place, value, this.notes, this.root)
    const points = node.number('points', 1)
    if (node.fields.has('batched')) {
      this.#addBatch(node, points)
      return
    }
    const [test] = this.#test(node, this.#names)
    node.fields.close()
    if (points > 0) {
      this.#single.push({ ...test, points })
      return
    }
    // Whoever fails it is not judged any further.
    this.#closeSingle()
    const name = `Pretest ${this.#groups.filter((one) => one.name.startsWith('Pretest')).length + 1}`
    this.#groups.push(this.#group({ name, points: 0, tests: [test] }))
    this.#required.push(name)
  }

  addPretest(value: unknown, place: string): void {
    const node = new Node(place, value, this.notes, this.root)
    node.find('points')
    const name = `Pretest of all ${this.#pretests.length + 1}`
    const requires = this.#pretests.map((one) => one.name)
    const common = { name, points: 0, ...shown, ...(requires.length === 0 ? {} : { requires }) }
    if (node.fields.has('batched')) {
      this.notes.warn(place, say.innerPretests)
      this.#pretests.push({ ...common, scoring: 'all', tests: this.#batched(node).tests })
    } else this.#pretests.push({ ...common, tests: [this.#test(node, new Set())[0]] })
    node.fields.close()
  }

  made(): readonly GroupDraft[] {
    this.#closeSingle()
    const before = this.#pretests.map(({ name }) => name)
    const groups = this.#groups.map((group) => {
      const requires = [...before, ...(group.requires ?? [])]
      return requires.length === 0 ? group : { ...group, requires }
    })
    return [...this.#pretests, ...groups]
  }

  #addBatch(node: Node, points: number): void {
    this.#closeSingle()
    const number = this.#batches.length + 1
    const name = `Batch ${number}`
    const needed = this.#needed(node)
    const { tests, isPartial } = this.#batched(node)
    node.fields.close()
    this.#batches.push(name)
    // The least part that a test gets, which is nothing or all where a checker gives no parts.
    const scoring = isPartial ? 'min' : 'all'
    this.#groups.push(this.#group({ name, points, scoring, tests }, needed))
    if (points === 0) this.#required.push(name)
  }

  /** The names of the batches that one depends on. */
  #needed(node: Node): readonly string[] {
    const dependencies = node.find('dependencies') ?? []
    const field = node.nameOf('dependencies')
    if (!Array.isArray(dependencies)) return refuse(field, say.badValue)
    return dependencies.map((batch) => this.#batches[Number(batch) - 1] ?? refuse(field, say.dependency(Number(batch))))
  }

  #batched(node: Node): { readonly tests: readonly TestFile[]; readonly isPartial: boolean } {
    const given = node.find('batched')
    if (!Array.isArray(given) || given.length === 0) return refuse(node.fields.name('batched'), say.noCases)
    const names = new Set<string>()
    const made = given.map((value, index) => {
      const inner = new Node(`${node.fields.name('batched')}.${index}`, value, this.notes, node)
      if (inner.fields.has('batched')) refuse(inner.fields.name('batched'), say.nested)
      inner.fields.warn('points', say.innerPoints)
      const test = this.#test(inner, names)
      inner.fields.close()
      return test
    })
    return { tests: made.map(([test]) => test), isPartial: made.some(([, isPartial]) => isPartial) }
  }

  #test(node: Node, names: Set<string>): readonly [TestFile, isPartial: boolean] {
    node.fields.warn('output_limit_length', say.innerLimit)
    node.fields.warn('symlinks', say.symlinks)
    const isBinary = node.flag('binary_data')
    const [input, answer] = [node.text('in'), node.text('out')]
    if (node.has('generator') && (input === undefined || answer === undefined)) {
      refuse(node.nameOf('generator'), say.generated)
    }
    const checker = checkerOf(node, this.#checkers, this.notes)
    const stdin =
      input === undefined ? { stdin: '' } : { stdin_file: this.data.path(input, isBinary, node.nameOf('in')) }
    const name = uniqueName(input ?? answer ?? 'case', names)
    if (answer === undefined) {
      if (Object.keys(this.#checkers).length === 0) this.notes.warn(node.fields.name('out'), say.nothingExpected)
      return [{ name, ...stdin, stdout: withoutFile(checker.expected('')) }, checker.isPartial]
    }
    const expected = checker.expected(this.data.path(answer, isBinary, node.nameOf('out')))
    const isPlain = typeof expected === 'object' && Object.keys(expected).length === 1
    const stdout = isPlain && expected.file !== undefined ? { stdout_file: expected.file } : { stdout: expected }
    return [{ name, ...stdin, ...stdout }, checker.isPartial]
  }

  #closeSingle(): void {
    if (this.#single.length === 0) return
    const before = this.#groups.filter(({ name }) => name.startsWith('Tests')).length
    this.#groups.push(this.#group({ name: before === 0 ? 'Tests' : `Tests ${before + 1}`, tests: this.#single }))
    this.#single = []
  }

  #group(group: GroupDraft, needed: readonly string[] = []): GroupDraft {
    const requires = [...new Set([...this.#required, ...needed])]
    const { name, ...rest } = group
    return { name, ...shown, ...(requires.length === 0 ? {} : { requires }), ...rest }
  }
}

/** Verdicts are seen there, and neither inputs nor answers. */
const shown = { match: 'standard', feedback: 'none' } as const

/** Nothing is expected where no answer is named. */
function withoutFile(expected: NonNullable<TestFile['stdout']>): NonNullable<TestFile['stdout']> {
  if (!isMapping(expected)) return expected
  const { file: _, ...rest } = expected
  return { ...rest, value: '' }
}

function uniqueName(path: string, names: Set<string>): string {
  const name = [basename(path), path].find((one) => !names.has(one)) ?? `${path} (${names.size + 1})`
  names.add(name)
  return name.slice(-200)
}
