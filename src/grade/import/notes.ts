/** What became of each field of a package: taken over, without weight, or lost with a warning. Anything else is refused. */
import { FuelcellError } from '../../core/errors.js'
import { nearestName } from '../../core/validate.js'
import { gradeImports as say } from '../messages/imports.js'

export interface Warning {
  /** The field, with its file: `problem.yaml: limits.output`; or a file alone. */
  readonly field: string
  /** What is lost, and what to do. */
  readonly message: string
}

/** Ends an import: the task would mark wrongly without this. Exit code 2. */
export function refuse(field: string, message: string, cause?: unknown): never {
  throw new FuelcellError('invalid-option', say.refused(field, message), { cause })
}

/** Notes what becomes of fields while a task is made. */
export class Notes {
  readonly #taken = new Set<string>()
  readonly #ignored = new Set<string>()
  readonly #warnings = new Map<string, Warning>()

  take(field: string): void {
    this.#taken.add(field)
  }

  /** It changes no mark, nor what a student sees: the licence, say. */
  ignore(field: string): void {
    this.#ignored.add(field)
  }

  /** @param message What is lost, and what to do. The same one is kept once. */
  warn(field: string, message: string): void {
    this.#warnings.set(`${field}\n${message}`, { field, message })
  }

  get taken(): readonly string[] {
    return [...this.#taken].sort()
  }

  get ignored(): readonly string[] {
    return [...this.#ignored].sort()
  }

  get warnings(): readonly Warning[] {
    return [...this.#warnings.values()]
  }
}

/** A mapping in a package's file, each of whose keys has to be accounted for before `close`. */
export class Fields {
  readonly #values: ReadonlyMap<string, unknown>
  readonly #open: Set<string>
  readonly #known = new Set<string>()

  /**
   * @param place The file and what is above in it, such as `init.yml: test_cases.0`.
   * @param value What stands there; nothing is an empty mapping. What is no mapping is refused.
   */
  constructor(
    readonly place: string,
    value: unknown,
    readonly notes: Notes,
  ) {
    if (value !== undefined && value !== null && !isMapping(value)) refuse(place, say.notAMapping(value))
    this.#values = new Map(Object.entries(value ?? {}))
    this.#open = new Set(this.#values.keys())
  }

  /** How messages call one of its keys. */
  name(key: string): string {
    return this.place.endsWith('.yaml') || this.place.endsWith('.yml') || this.place.endsWith('.json')
      ? `${this.place}: ${key}`
      : `${this.place}.${key}`
  }

  has(key: string): boolean {
    return this.#values.has(key)
  }

  /** The value, whose meaning the task will have; `undefined` where the key is absent. */
  take(key: string): unknown {
    const value = this.look(key)
    if (this.has(key)) this.notes.take(this.name(key))
    return value
  }

  /** The value of a key whose fate the caller notes. */
  look(key: string): unknown {
    this.#known.add(key)
    this.#open.delete(key)
    return this.#values.get(key)
  }

  /** Keys that change no mark. */
  ignore(keys: readonly string[]): void {
    for (const key of keys) {
      this.#known.add(key)
      if (this.#open.delete(key)) this.notes.ignore(this.name(key))
    }
  }

  /** Warns of a key where it is given. */
  warn(key: string, message: string): void {
    this.#known.add(key)
    this.#open.delete(key)
    if (this.has(key)) this.notes.warn(this.name(key), message)
  }

  /** Refuses the package where a key is given. */
  refuse(key: string, message: string): void {
    this.#known.add(key)
    if (this.has(key)) refuse(this.name(key), message)
  }

  /** Warns of each key that nobody asked for. */
  close(): void {
    for (const key of this.#open) {
      this.notes.warn(this.name(key), say.unknownField(nearestName(key, [...this.#known])))
    }
  }
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
