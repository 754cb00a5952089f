/** Piston's checks of a request, in its order and its words. */
import { decodeLooseBase64 } from '../bodies/base64.js'
import { field, type JsonObject, jsonObject } from '../bodies/read-json.js'
import { textBytes } from '../bodies/text.js'
import { chooseRuntime, type PistonRuntime, type Versions } from './languages.js'
import { piston as say } from './messages.js'

/** The largest that a request may ask for, which are also the defaults; 0 and less is no limit of the dialect's own. */
export interface PistonLimits {
  readonly run_timeout: number
  readonly compile_timeout: number
  readonly run_cpu_time: number
  readonly compile_cpu_time: number
  readonly run_memory_limit: number
  readonly compile_memory_limit: number
}

export interface PistonFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly isText: boolean
}

export interface PistonRequest {
  readonly runtime: PistonRuntime
  readonly files: readonly PistonFile[]
  readonly stdin: string
  readonly args: readonly string[]
  /** Milliseconds, and bytes; what is not above 0 is not asked for. */
  readonly limits: PistonLimits
}

export type Parsed = { readonly request: PistonRequest } | { readonly message: string }

export interface PistonRules {
  readonly runtimes: readonly PistonRuntime[]
  readonly versions: Versions
  readonly limits: PistonLimits
}

const kinds = ['memory_limit', 'timeout', 'cpu_time'] as const
const stages = ['compile', 'run'] as const

export function parsePiston(json: unknown, rules: PistonRules): Parsed {
  const body = jsonObject(json)
  if (body === null) return { message: say.notObject }
  const language = field(body, 'language')
  if (typeof language !== 'string' || language === '') return { message: say.language }
  const version = field(body, 'version')
  if (typeof version !== 'string' || version === '') return { message: say.version }
  const files = field(body, 'files')
  if (!Array.isArray(files)) return { message: say.files }
  const objects = files.map(jsonObject)
  const bad = objects.findIndex((file) => file === null || typeof field(file, 'content') !== 'string')
  if (bad !== -1) return { message: say.content(bad) }
  const runtime = chooseRuntime(rules.runtimes, language, version, rules.versions)
  if (runtime === undefined) return { message: say.unknownRuntime(language, version) }
  const given = objects.flatMap((file, index) => (file === null ? [] : [fileOf(file, index)]))
  if (!objects.some((file) => file !== null && isDeclaredText(file))) return { message: say.noText }
  const limits = limitsOf(body, rules.limits)
  if ('message' in limits) return limits
  const stdin = field(body, 'stdin') ?? ''
  if (typeof stdin !== 'string') return { message: say.notText('stdin') }
  const args: unknown = field(body, 'args') ?? []
  if (!isTexts(args)) return { message: say.notTexts('args') }
  return { request: { runtime, files: given, stdin: stdin.endsWith('\n') ? stdin : `${stdin}\n`, args, limits } }
}

function isDeclaredText(file: JsonObject): boolean {
  const encoding = field(file, 'encoding')
  return encoding === undefined || encoding === null || encoding === '' || encoding === 'utf8'
}

/** An encoding that nobody knows is utf8. */
function fileOf(file: JsonObject, index: number): PistonFile {
  const name = field(file, 'name')
  const content = String(field(file, 'content'))
  const encoding = field(file, 'encoding')
  const isText = encoding !== 'base64' && encoding !== 'hex'
  const bytes = isText
    ? textBytes(content)
    : encoding === 'hex'
      ? Buffer.from(content, 'hex')
      : decodeLooseBase64(content)
  return { name: typeof name === 'string' && name !== '' ? name : `file${index}.code`, bytes, isText }
}

function limitsOf(body: JsonObject, most: PistonLimits): PistonLimits | { readonly message: string } {
  const limits: Record<keyof PistonLimits, number> = { ...most }
  for (const kind of kinds) {
    for (const stage of stages) {
      const name = `${stage}_${kind}` as const
      const value = field(body, name)
      if (value === undefined || value === null || value === 0 || value === false || value === '') continue
      if (typeof value !== 'number') return { message: say.notNumber(name) }
      // Old clients send -1 of memory for "no limit"; there always is one, and it is the default.
      if (most[name] <= 0 || (kind === 'memory_limit' && value === -1)) {
        limits[name] = value
        continue
      }
      if (value > most[name]) return { message: say.exceeds(name, most[name]) }
      if (value < 0) return { message: say.negative(name) }
      limits[name] = value
    }
  }
  return limits
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
