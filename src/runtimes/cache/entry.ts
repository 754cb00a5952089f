import { randomUUID } from 'node:crypto'
import type { Start } from '../../core/result.js'

export type Kind = 'module' | 'mount' | 'tuned' | 'wheel' | 'image'

const kinds: ReadonlySet<unknown> = new Set<Kind>(['module', 'mount', 'tuned', 'wheel', 'image'])

/** What the cache keeps beside a compiled module, in `entry.json`. */
export interface Entry {
  readonly format: typeof ENTRY_FORMAT
  /** Drawn at random for each build: tells a rebuilt module from the one that was there before. */
  readonly id: string
  /** What is kept: a compiled module, the archive of a mount, a tuned wasm, a wheel as it was downloaded, or a memory to begin with. */
  readonly kind: Kind
  /** The runtime's name, or what the caller's own module is called. */
  readonly name: string
  /** The runtime's version; empty for a module of the caller's own. */
  readonly version: string
  readonly licence: string
  readonly start: Start
  /** Of a mount: what it was made from. */
  readonly wasmSha256: string
  /** The host's hash of the engine that compiled it. */
  readonly engine: string
  /** BLAKE3 of the file, which the host checks before it loads the file. */
  readonly digest: string
  /** Size of the file. */
  readonly bytes: number
  /** What the host reported of a snapshot that is called; `null` for a module that is started. */
  readonly reactor: Readonly<Record<string, number>> | null
  readonly startupFuel: number
  readonly startupCompileFuel: number
  readonly startupSetupFuel: number
  readonly startupCodeFuel: number
  readonly startupCodeCompileFuel: number
  readonly fuelEpoch: string
  /** SHA-256 of the manifest's text that was checked; empty for a module of the caller's own. */
  readonly manifestSha256: string
}

/** Changes when the meaning of a field does; entries of another format are rebuilt. */
export const ENTRY_FORMAT = 3

/** The entry of what was made just now. */
export function newEntry(fields: Omit<Entry, 'format' | 'id'>): Entry {
  return { ...fields, format: ENTRY_FORMAT, id: randomUUID() }
}

const texts = [
  'id',
  'name',
  'version',
  'licence',
  'wasmSha256',
  'engine',
  'digest',
  'fuelEpoch',
  'manifestSha256',
] as const
const numbers = [
  'bytes',
  'startupFuel',
  'startupCompileFuel',
  'startupSetupFuel',
  'startupCodeFuel',
  'startupCodeCompileFuel',
] as const

/** The entry in `text`; `foreign` when another version of this package wrote it, nothing when it is half written or damaged. */
export function parseEntry(text: string): Entry | 'foreign' | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const fields = value as Readonly<Record<string, unknown>>
  if (Number.isSafeInteger(fields.format) && fields.format !== ENTRY_FORMAT) return 'foreign'
  // There were only modules when it was not written yet.
  const { kind = 'module' } = fields
  const sound =
    fields.format === ENTRY_FORMAT &&
    kinds.has(kind) &&
    (fields.start === 'cold' || fields.start === 'warm') &&
    texts.every((name) => typeof fields[name] === 'string') &&
    (fields.start === 'warm' || fields.reactor === null) &&
    isReactor(fields.reactor) &&
    numbers.every((name) => Number.isSafeInteger(fields[name]) && Number(fields[name]) >= 0)
  return sound ? ({ ...fields, kind } as Entry) : undefined
}

function isReactor(value: unknown): boolean {
  if (value === null) return true
  return (
    typeof value === 'object' && Object.values(value).every((number) => Number.isSafeInteger(number) && number >= 0)
  )
}
