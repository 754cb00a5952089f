/** What stands in a package beside its tests: files that go with each submission, and what changes no mark. */
import { isUtf8 } from 'node:buffer'
import { basename, extname } from 'node:path/posix'
import { runtimeOfExtension } from '../../../languages/languages.js'
import { kattisImports as say } from '../../messages/import-kattis.js'
import type { Source } from '../draft.js'
import { type Notes, refuse } from '../notes.js'
import { textOf } from '../read.js'
import { withConstants } from './metadata.js'

/** Folders of `include/` that go with submissions of a language. */
const includes: Readonly<Record<string, readonly string[]>> = {
  python: ['python3', 'python'],
  quickjs: ['javascript'],
  c: ['c'],
  cpp: ['cpp'],
  php: ['php'],
  ruby: ['ruby'],
}

export interface Included {
  /** Paths by names in the run directory. */
  readonly files: Readonly<Record<string, string>>
  /** Copies with the package's constants in them. */
  readonly written: Readonly<Record<string, Uint8Array>>
}

/** Files for submissions in all languages, and over them those for the entry's. */
export function includedFiles(
  source: Source,
  entry: string,
  constants: ReadonlyMap<string, string>,
  notes: Notes,
): Included {
  const files: Record<string, string> = {}
  const written: Record<string, Uint8Array> = {}
  const folders = ['default', ...(includes[runtimeOfExtension(extname(entry)) ?? ''] ?? [])].map(
    (folder) => `include/${folder}/`,
  )
  for (const within of folders) {
    for (const path of source.paths.filter((one) => one.startsWith(within))) {
      const name = path.slice(within.length)
      if (name === entry || name === '__main__.py' || name === `main${extname(entry)}`) {
        refuse(path, say.includeMain(entry))
      }
      const bytes = source.bytes(path)
      const text = isUtf8(bytes) ? Buffer.from(bytes).toString() : ''
      const changed = withConstants(text, constants)
      files[name] = changed === text ? path : `included/${name}`
      if (changed !== text) written[`included/${name}`] = Buffer.from(changed)
      notes.take(within)
    }
  }
  const others = source.paths.filter(
    (path) => path.startsWith('include/') && !folders.some((folder) => path.startsWith(folder)),
  )
  for (const folder of new Set(others.map((path) => path.split('/').slice(0, 2).join('/')))) {
    notes.warn(`${folder}/`, say.includeOther)
  }
  return { files, written }
}

/** Statements, and what looks after the data while a package is made. */
const foldersWithout = [
  'problem_statement',
  'statement',
  'attachments',
  'solution',
  'input_validators',
  'input_format_validators',
  'generators',
  'input_visualizer',
  'output_visualizer',
]
const dataWithout = ['invalid_input', 'invalid_output', 'valid_output']
const accounted = [...dataWithout, 'sample', 'secret', 'testdata.yaml', 'test_group.yaml']
/** By an import before this one. */
const made = ['grade.yaml', 'solutions', 'checkers', 'included']
const known = [
  'problem.yaml',
  'data',
  'submissions',
  'include',
  'output_validator',
  'output_validators',
  '.timelimit',
  ...made,
]
/** Of `domjudge-problem.ini`: what contests show. */
const iniWithout = ['name', 'short-name', 'color', 'externalid', 'allow_submit', 'allow_judge', 'points']

export function accountForRest(source: Source, notes: Notes): void {
  for (const top of new Set(source.paths.map((path) => path.split('/')[0] ?? ''))) {
    const isFolder = source.paths.some((path) => path.startsWith(`${top}/`))
    if (foldersWithout.includes(top)) notes.ignore(`${top}/`)
    else if (top === 'static_validator') notes.warn(`${top}/`, say.staticValidator)
    // Used where testdata.yaml asks for it alone, which is refused.
    else if (top === 'graders') notes.ignore(`${top}/`)
    else if (top === 'domjudge-problem.ini') accountForIni(top, source, notes)
    else if (!known.includes(top) && !isAside(top, isFolder)) notes.warn(isFolder ? `${top}/` : top, say.unknownFolder)
  }
  for (const folder of dataWithout) {
    if (source.paths.some((path) => path.startsWith(`data/${folder}/`))) notes.ignore(`data/${folder}/`)
  }
  const others = source.paths.filter((path) => path.startsWith('data/')).map((path) => path.split('/')[1] ?? '')
  for (const name of new Set(others.filter((one) => !accounted.includes(one))))
    notes.warn(`data/${name}`, say.unknownFolder)
  if (source.paths.includes('submissions/submissions.yaml')) notes.ignore('submissions/submissions.yaml')
}

/** For people alone, or for other tools. */
function isAside(name: string, isFolder: boolean): boolean {
  if (name.startsWith('.')) return true
  return !isFolder && (/^(README|LICEN[CS]E)/i.test(name) || /\.(md|pdf|tex|png|jpe?g|svg)$/i.test(basename(name)))
}

function accountForIni(path: string, source: Source, notes: Notes): void {
  for (const line of textOf(source, path).split('\n')) {
    const [, key] = /^\s*([\w-]+)\s*=/.exec(line) ?? []
    if (key === undefined || key === 'timelimit') continue
    if (iniWithout.includes(key)) notes.ignore(`${path}: ${key}`)
    else notes.warn(`${path}: ${key}`, say.ini)
  }
}
