/** `problem.yaml` of a package in Kattis' format: legacy, and 2023-07 with its successor 2025-09. */
import { extname } from 'node:path/posix'
import { runtimeOfExtension } from '../../../languages/languages.js'
import { kattisImports as say } from '../../messages/import-kattis.js'
import { gradeImports } from '../../messages/imports.js'
import type { TaskFile } from '../../task/schema.js'
import type { Source } from '../draft.js'
import { assumedFuel, fuelOf, memoryOf, outputOf } from '../limits.js'
import { Fields, isMapping, type Notes, refuse } from '../notes.js'
import { readYamlFile, textOf } from '../read.js'

export interface Metadata {
  readonly title: string
  readonly isLegacy: boolean
  readonly isScoring: boolean
  /** A program of the package decides what is right, where there is one. */
  readonly isCustom: boolean | 'by folder'
  /** Of the output validator, for all tests. */
  readonly flags: readonly string[]
  readonly limits: NonNullable<TaskFile['limits']>
  readonly maxBytes: string | undefined
  /** What stands for `{{NAME}}` in the package's programs and groups. */
  readonly constants: ReadonlyMap<string, string>
}

/** What changes no mark: whose it is, where it is from, and how long its own programs may take. */
const without = [
  'problem_format_version',
  'uuid',
  'version',
  'author',
  'credits',
  'source',
  'source_url',
  'license',
  'rights_owner',
  'embargo_until',
  'keywords',
  'allow_file_writing',
  'libraries',
]
/** What a judge gives its compilers and validators, and by what it works out a time limit from solutions. */
const limitsWithout = [
  'compilation_time',
  'compilation_memory',
  'validation_time',
  'validation_memory',
  'validation_output',
  'validation_passes',
  'time_multiplier',
  'time_multipliers',
  'time_safety_margin',
  'time_resolution',
]
/** Typical of judges, where the package says nothing. */
const DEFAULT_OUTPUT_MIB = 8
const legacyVersions = ['legacy', 'legacy-icpc']
const laterVersions = ['2023-07-draft', '2023-07', '2025-09', '2025-09-draft', 'draft']

export function metadataOf(path: string, source: Source, entry: string, notes: Notes): Metadata {
  const exists = source.paths.includes(path)
  const fields = new Fields(path, exists ? readYamlFile(source, path, { version: '1.1' }).value : {}, notes)
  const version = textIn(fields, fields.look('problem_format_version') ?? 'legacy', 'problem_format_version')
  const isLegacy = legacyVersions.includes(version)
  if (!isLegacy && !laterVersions.includes(version)) fields.warn('problem_format_version', say.version(version))
  else fields.ignore(['problem_format_version'])
  fields.ignore(without)
  const isScoring = typeOf(fields)
  const isCustom = customOf(fields, isLegacy)
  const flags = wordsIn(fields, 'validator_flags')
  gradingOf(fields)
  languagesOf(fields, entry)
  const constants = constantsOf(fields)
  const title = titleOf(fields, source)
  const limits = limitsOf(fields, source, entry, notes)
  fields.close()
  return { title, isLegacy, isScoring, isCustom, flags, constants, ...limits }
}

function textIn(fields: Fields, value: unknown, key: string): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? String(value)
    : refuse(fields.name(key), say.badText)
}

/** A text of words, or a list of them; nothing where the key is absent. */
export function wordsIn(fields: Fields, key: string): readonly string[] {
  const value = fields.take(key)
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value.map((word) => textIn(fields, word, key))
  return textIn(fields, value, key)
    .split(/\s+/)
    .filter((word) => word !== '')
}

function typeOf(fields: Fields): boolean {
  const given = fields.take('type') ?? 'pass-fail'
  // Of drafts: several in one text.
  const types = (Array.isArray(given) ? given : [given]).flatMap((one) => String(one).split(/\s+/))
  const field = fields.name('type')
  for (const type of types) {
    switch (type) {
      case 'pass-fail':
      case 'scoring':
        break
      case 'interactive':
        refuse(field, say.interactive)
        break
      case 'multi-pass':
        refuse(field, say.multiPass)
        break
      case 'submit-answer':
        refuse(field, say.submitAnswer)
        break
      default:
        refuse(field, say.type(String(type)))
    }
  }
  return types.includes('scoring')
}

function customOf(fields: Fields, isLegacy: boolean): Metadata['isCustom'] {
  const words = wordsIn(fields, 'validation')
  if (words.includes('interactive')) refuse(fields.name('validation'), say.interactive)
  if (words.includes('multi-pass')) refuse(fields.name('validation'), say.multiPass)
  if (words.includes('score')) refuse(fields.name('validation'), say.customScore)
  const [mode] = words
  if (mode === 'custom') return true
  return isLegacy || mode === 'default' ? false : 'by folder'
}

function gradingOf(fields: Fields): void {
  const grading = new Fields(fields.name('grading'), fields.look('grading'), fields.notes)
  if (grading.take('objective') === 'min') refuse(grading.name('objective'), say.objective)
  grading.ignore(['show_test_data_groups', 'range'])
  // Of before there was a format; testdata.yaml has taken their places.
  for (const key of ['accept_score', 'reject_score', 'on_reject', 'custom_scoring']) grading.refuse(key, say.grader)
  grading.close()
}

/** The codes of the package format for languages that a task can be in. */
const codes: Readonly<Record<string, string>> = {
  python: 'python3',
  quickjs: 'javascript',
  c: 'c',
  cpp: 'cpp',
  php: 'php',
  ruby: 'ruby',
}

function languagesOf(fields: Fields, entry: string): void {
  const given = fields.look('languages')
  if (given === undefined) return
  const list = (Array.isArray(given) ? given : [given]).map(String)
  const code = codes[runtimeOfExtension(extname(entry)) ?? '']
  if (list.includes('all') || (code !== undefined && list.includes(code))) fields.take('languages')
  else fields.warn('languages', say.languages(entry, list.join(', ')))
}

function constantsOf(fields: Fields): ReadonlyMap<string, string> {
  const given = fields.take('constants')
  const found = new Map<string, string>()
  if (!isMapping(given)) return found
  for (const [name, value] of Object.entries(given)) {
    const forms = isMapping(value) ? value : { value }
    for (const [form, text] of Object.entries(forms)) found.set(`${name}.${form}`, String(text))
    if (forms.value !== undefined) found.set(name, String(forms.value))
  }
  return found
}

/** A text with the package's constants in it. */
export function withConstants(text: string, constants: ReadonlyMap<string, string>): string {
  return constants.size === 0
    ? text
    : text.replace(/\{\{(\w+(?:\.\w+)?)\}\}/g, (whole, name) => constants.get(name) ?? whole)
}

/** In English where there are several; of packages without one, as their statement has it. */
function titleOf(fields: Fields, source: Source): string {
  const name = fields.take('name')
  if (typeof name === 'string' && name !== '') return name
  if (typeof name === 'number') return String(name)
  if (isMapping(name)) {
    const titles = Object.entries(name).filter(([, title]) => typeof title === 'string' && title !== '')
    const [, first] = titles.find(([language]) => language === 'en') ?? titles[0] ?? []
    if (first !== undefined) return String(first)
  }
  const statements = source.paths.filter((path) => /^(problem_)?statement\/problem[^/]*\.(tex|md)$/.test(path))
  const statement = statements.find((path) => /problem(\.en)?\.tex$/.test(path)) ?? statements[0]
  const untitled = source.name ?? gradeImports.title
  if (statement === undefined) return untitled
  const text = textOf(source, statement)
  const [, plain] = /^%% *plainproblemname: *(.+)$/m.exec(text) ?? []
  const [, title] = /\\problemname\{([^{}]+)\}/.exec(text) ?? []
  const found = (plain ?? title)?.trim()
  if (found === undefined || found === '') return untitled
  fields.notes.take(statement)
  return found
}

function limitsOf(fields: Fields, source: Source, entry: string, notes: Notes): Pick<Metadata, 'limits' | 'maxBytes'> {
  const given = new Fields(fields.name('limits'), fields.look('limits'), notes)
  given.ignore(limitsWithout)
  const number = (key: string): number | undefined => {
    const value = given.take(key)
    if (value === undefined || value === null) return undefined
    // YAML 1.1 takes some numbers for texts, such as 1e-6.
    const parsed = typeof value === 'string' ? Number(value) : value
    return typeof parsed === 'number' && parsed > 0 ? parsed : refuse(given.name(key), say.badNumber)
  }
  const seconds = number('time_limit') ?? secondsBeside(source, notes)
  const memory = number('memory')
  const code = number('code')
  const limits = {
    fuel: seconds === undefined ? assumedFuel(given.name('time_limit'), entry, notes) : fuelOf(seconds, entry),
    ...(memory === undefined ? {} : { memory: memoryOf(memory, given.name('memory'), notes) }),
    output: outputOf(number('output') ?? DEFAULT_OUTPUT_MIB, given.name('output'), notes),
  }
  given.close()
  const most = 8 * 1024
  return { limits, maxBytes: code === undefined ? undefined : `${Math.min(Math.ceil(code), most)}KiB` }
}

/** Other judges of this format keep the time in files of their own. */
function secondsBeside(source: Source, notes: Notes): number | undefined {
  const found = [
    ['.timelimit', /^\s*(\d+(?:\.\d+)?)\s*$/],
    ['domjudge-problem.ini', /^\s*timelimit\s*=\s*['"]?(\d+(?:\.\d+)?)['"]?\s*$/m],
  ] as const
  for (const [path, pattern] of found) {
    if (!source.paths.includes(path)) continue
    const [, seconds] = pattern.exec(textOf(source, path)) ?? []
    if (seconds !== undefined && Number(seconds) > 0) {
      notes.take(path === '.timelimit' ? path : `${path}: timelimit`)
      return Number(seconds)
    }
  }
  return undefined
}
