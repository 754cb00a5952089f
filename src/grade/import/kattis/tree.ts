/** The tests of a package, in the groups that its folders make. */
import { isUtf8 } from 'node:buffer'
import { kattisImports as say } from '../../messages/import-kattis.js'
import type { Source } from '../draft.js'
import { Fields, type Notes, refuse } from '../notes.js'
import { readYamlText, textOf } from '../read.js'
import { withConstants, wordsIn } from './metadata.js'

export interface Case {
  /** Below its folder, without an ending. */
  readonly name: string
  readonly input: string
  readonly answer: string
  /** By names in the run directory. */
  readonly files: Readonly<Record<string, string>>
  readonly args: readonly string[]
  /** Of the output validator. */
  readonly flags: readonly string[]
  readonly hint: string | undefined
  /** A student sees all of it, once the test has failed; `undefined` where the package says nothing. */
  readonly fullFeedback: boolean | undefined
}

export interface Folder {
  /** From the package: `data/secret/group1`. */
  readonly path: string
  /** What `testdata.yaml` or `test_group.yaml` say here and above, by key, for whoever adds up points. */
  readonly config: Config
  readonly cases: readonly Case[]
  readonly folders: readonly Folder[]
}

export interface Config {
  readonly args: readonly string[]
  readonly flags: readonly string[]
  readonly fullFeedback: boolean | undefined
  /** As the files of this folder have them, with what is inherited where the format says so. */
  readonly values: ReadonlyMap<string, { readonly field: string; readonly value: unknown }>
  /** Whether a `test_group.yaml` makes this folder a group. */
  readonly isGroup: boolean
}

export const emptyConfig: Config = {
  args: [],
  flags: [],
  fullFeedback: undefined,
  values: new Map(),
  isGroup: false,
}

/** Of `testdata.yaml`, whose keys hold for the folders below as well. */
export const legacyKeys = ['on_reject', 'grading', 'grader_flags', 'accept_score', 'reject_score', 'scoring']
/** Of `test_group.yaml`, whose keys hold for this folder. */
export const groupKeys = ['max_score', 'score_aggregation', 'static_validation_score', 'require_pass']
const without = [
  'range',
  'input_validator_flags',
  'input_validator_args',
  'static_validator_args',
  'input_visualizer_args',
  'output_visualizer_args',
  'description',
]

/** What submissions are run on; the other folders of `data` are for validators. */
const judged = ['sample', 'secret']

/** Endings of files that belong to a test and change no mark. */
const annotations = [
  '.desc',
  '.interaction',
  '.out',
  '.in.statement',
  '.ans.statement',
  '.in.download',
  '.ans.download',
  '.png',
  '.jpg',
  '.jpeg',
  '.svg',
]

export class Tree {
  constructor(
    private readonly source: Source,
    private readonly constants: ReadonlyMap<string, string>,
    private readonly notes: Notes,
  ) {}

  /** @param above The configuration that is inherited. */
  folder(path: string, above: Config): Folder {
    const config = this.#config(path, above)
    const below = this.source.paths.filter((one) => one.startsWith(`${path}/`)).map((one) => one.slice(path.length + 1))
    const names = [...new Set(below.filter((one) => one.includes('/')).map((one) => one.slice(0, one.indexOf('/'))))]
    const folders = names
      .filter((name) => !name.endsWith('.files') && (path !== 'data' || judged.includes(name)))
      .map((name) => this.folder(`${path}/${name}`, { ...config, isGroup: false }))
    const cases = this.#cases(path, below.filter((one) => !one.includes('/')).sort(), config)
    return { path, config, cases, folders }
  }

  #config(path: string, above: Config): Config {
    let config: Config = { ...above, values: new Map([...above.values].filter(([key]) => legacyKeys.includes(key))) }
    for (const name of ['testdata.yaml', 'test_group.yaml']) {
      const file = `${path}/${name}`
      if (!this.source.paths.includes(file)) continue
      const fields = this.#fields(file)
      const values = new Map(config.values)
      for (const key of [...legacyKeys, ...groupKeys]) {
        if (fields.has(key)) values.set(key, { field: fields.name(key), value: fields.look(key) })
      }
      config = {
        args: fields.has('args') ? wordsIn(fields, 'args') : config.args,
        flags: flagsIn(fields) ?? config.flags,
        fullFeedback: booleanIn(fields, 'full_feedback') ?? config.fullFeedback,
        values,
        isGroup: name === 'test_group.yaml',
      }
      fields.ignore(without)
      fields.close()
    }
    return config
  }

  #fields(file: string): Fields {
    const { constants, source } = this
    // Constants stand in these files and in no other data.
    const text = withConstants(textOf(source, file), constants)
    return new Fields(file, readYamlText(text, file, { version: '1.1' }).value, this.notes)
  }

  #cases(path: string, names: readonly string[], config: Config): readonly Case[] {
    const cases: Case[] = []
    for (const name of names) {
      const file = `${path}/${name}`
      const stem = name.replace(/\.(in|ans)$/, '')
      if (name.endsWith('.in')) {
        if (names.includes(`${stem}.ans`)) cases.push(this.#case(path, stem, names, config))
        else this.notes.warn(file, say.noAnswer)
      } else if (name.endsWith('.ans') && !names.includes(`${stem}.in`)) this.notes.warn(file, say.noInput)
      else if (annotations.some((ending) => name.endsWith(ending))) this.notes.ignore(`data: *${endingOf(name)}`)
      else if (!this.#isKnown(name, names)) this.notes.warn(file, say.unknownFolder)
    }
    return cases
  }

  #isKnown(name: string, names: readonly string[]): boolean {
    const stem = name.replace(/\.(ans|args|hint|yaml)$/, '')
    return /^(testdata|test_group)\.yaml$/.test(name) || name.startsWith('.') || names.includes(`${stem}.in`)
  }

  #case(path: string, name: string, names: readonly string[], config: Config): Case {
    const { source, notes } = this
    const at = (ending: string) => (names.includes(`${name}${ending}`) ? `${path}/${name}${ending}` : undefined)
    const [input, answer] = [`${path}/${name}.in`, `${path}/${name}.ans`]
    const folder = `${path}/${name}.files/`
    const files = source.paths.filter((one) => one.startsWith(folder))
    if (files.length > 0) notes.take(folder)
    let { args, flags, fullFeedback } = config
    let hint: string | undefined
    const [argsFile, hintFile, own] = [at('.args'), at('.hint'), at('.yaml')]
    if (argsFile !== undefined) {
      notes.take(argsFile)
      args = shellWords(textOf(source, argsFile))
    }
    if (hintFile !== undefined) {
      notes.take(hintFile)
      hint = textOf(source, hintFile).trim()
    }
    if (own !== undefined) {
      const fields = this.#fields(own)
      if (fields.has('args')) args = wordsIn(fields, 'args')
      flags = flagsIn(fields) ?? flags
      fullFeedback = booleanIn(fields, 'full_feedback') ?? fullFeedback
      const given = fields.take('hint')
      if (typeof given === 'string') hint = given
      fields.ignore(without)
      fields.close()
    }
    return {
      name,
      input,
      answer,
      files: Object.fromEntries(files.map((one) => [one.slice(folder.length), one])),
      args,
      flags,
      hint: hint === '' ? undefined : hint,
      fullFeedback,
    }
  }
}

/** A folder and all below it. */
export function foldersIn(folder: Folder): readonly Folder[] {
  return [folder, ...folder.folders.flatMap(foldersIn)]
}

/** Notes of each key that adds up points whether the groups go by it. @param used Those that they go by. */
export function accountForKeys(data: Folder, used: readonly string[], notes: Notes): void {
  for (const { path, config } of foldersIn(data)) {
    for (const [key, { field }] of config.values) {
      // What is inherited was noted where it stands.
      if (!field.startsWith(`${path}/t`)) continue
      if (used.includes(key)) notes.take(field)
      else notes.warn(field, say.unusedKey)
    }
  }
}

/** @throws FuelcellError for an answer that no program could print as text. */
export function checkAnswer(source: Source, { answer }: Case): void {
  if (!isUtf8(source.bytes(answer))) refuse(answer, say.answerNotText)
}

/** Arguments of the output validator; in the older format a text, or a text with the validator's name. */
function flagsIn(fields: Fields): readonly string[] | undefined {
  const [key, older] = ['output_validator_args', 'output_validator_flags']
  if (fields.has(key)) return wordsIn(fields, key)
  if (!fields.has(older)) return undefined
  const value = fields.look(older)
  if (typeof value !== 'object' || value === null) return wordsIn(fields, older)
  const named = new Fields(fields.name(older), value, fields.notes)
  named.ignore(['name'])
  const words = wordsIn(named, 'flags')
  named.close()
  return words
}

function booleanIn(fields: Fields, key: string): boolean | undefined {
  const value = fields.take(key)
  return typeof value === 'boolean' ? value : undefined
}

/** Words of a line as a shell reads them, with quotes. */
function shellWords(line: string): readonly string[] {
  const words = line.matchAll(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g)
  return Array.from(words, ([word]) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single ?? ''),
  )
}

function endingOf(name: string): string {
  return annotations.find((ending) => name.endsWith(ending)) ?? ''
}
