/** Jobe's checks of a run's specification, in its order and its words. */
import { field, type JsonObject, jsonObject, type ReadJson } from '../bodies/read-json.js'
import type { JobeLanguage } from './languages.js'
import { jobe as say } from './messages.js'

export interface JobeFile {
  readonly id: string
  readonly name: string
}

export interface JobeRun {
  readonly language: JobeLanguage
  readonly sourceCode: string
  /** As the client calls it. Default: the language's own. */
  readonly fileName: string
  readonly input: string
  readonly parameters: JsonObject
  readonly files: readonly JobeFile[]
}

export type Parsed = { readonly run: JobeRun } | { readonly refused: string }

export const MAX_CPU_SECONDS = 120
/** What the original's own tests send to see what an overload looks like. */
export const OVERLOAD_SOURCE = '!** TESTING OVERLOAD EXCEPTION **!'

/** Names with which a shell, a file system or a URL could do something else. */
const illegal = /[<>:"/\\|?*\p{Cc}\u00a0\u00ad#[\]@!$&'()+,;=`{}^~]|^[.-]/u
const fileName = /^[A-Za-z0-9\-_.]+$/
/** In practice an MD5. */
const fileId = /^[A-Za-z0-9]+$/
const LEAST_ID_CHARACTERS = 8

export function parseJobe(
  read: Extract<ReadJson, { kind: 'json' | 'broken' }>,
  languages: readonly JobeLanguage[],
): Parsed {
  const body = read.kind === 'json' ? jsonObject(read.json) : null
  if (body === null) return { refused: say.notJson }
  const spec = jsonObject(field(body, 'run_spec'))
  if (spec === null) return { refused: say.noSpec }
  const sourceCode = textOf(field(spec, 'sourcecode'))
  if (sourceCode === null) return { refused: say.missing('sourcecode') }
  const id = textOf(field(spec, 'language_id'))?.toLowerCase() ?? null
  if (id === null) return { refused: say.missing('language_id') }
  const language = languages.find((one) => one.id === id)
  if (language === undefined) return { refused: say.unknownLanguage(id) }
  const parameters = jsonObject(field(spec, 'parameters')) ?? {}
  const cpu = field(parameters, 'cputime')
  if (isNumeric(cpu) && Number(cpu) > MAX_CPU_SECONDS) return { refused: say.cpuTime(MAX_CPU_SECONDS) }
  const name = textOf(field(spec, 'sourcefilename')) ?? ''
  if (name !== '' && (illegal.test(name) || name.length > 255)) return { refused: say.badName }
  const files = filesOf(field(spec, 'file_list'))
  if ('refused' in files) return files
  const input = textOf(field(spec, 'input')) ?? ''
  const run = { language, sourceCode, fileName: name === '' ? language.fileName : name, input, parameters }
  return { run: { ...run, files: files.list } }
}

/** Whether an id may name a file. */
export function isFileId(id: string): boolean {
  return fileId.test(id) && id.length <= 255
}

function filesOf(value: unknown): { readonly list: readonly JobeFile[] } | { readonly refused: string } {
  if (value === undefined || value === null) return { list: [] }
  if (!Array.isArray(value)) return { refused: say.badFile(JSON.stringify(value)) }
  const list: JobeFile[] = []
  for (const one of value as readonly unknown[]) {
    const [id, name] = Array.isArray(one) ? (one as readonly unknown[]) : []
    const isFine =
      typeof id === 'string' &&
      typeof name === 'string' &&
      isFileId(id) &&
      id.length >= LEAST_ID_CHARACTERS &&
      fileName.test(name) &&
      name !== '.' &&
      name !== '..' &&
      name.length <= 255
    if (!isFine) return { refused: say.badFile(shortened(JSON.stringify(one))) }
    list.push({ id, name })
  }
  return { list }
}

/** A message is no place for all that somebody sent. */
function shortened(json: string): string {
  return json.length > 200 ? `${json.slice(0, 200)}…` : json
}

/** Numbers are texts too, as in PHP. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : null
}

/** As PHP's `is_numeric`: also a text that is a number. */
export function isNumeric(value: unknown): value is number | string {
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)
}
