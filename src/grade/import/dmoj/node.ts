/** A mapping of `init.yml`. What it does not say is said by the one that it stands in. */
import { dmojImports as say } from '../../messages/import-dmoj.js'
import { Fields, isMapping, type Notes, refuse } from '../notes.js'

/** What the judge shows of outputs and how it waits, which changes no mark. */
const without = [
  'output_prefix_length',
  'wall_time_factor',
  'hints',
  'unbuffered',
  'short_circuit',
  'meta',
  'generator_args',
  'generator_in',
]

export class Node {
  readonly fields: Fields

  constructor(
    place: string,
    value: unknown,
    readonly notes: Notes,
    readonly parent: Node | null,
  ) {
    this.fields = new Fields(place, withUnderscores(value), notes)
    if (isMapping(value)) {
      const dynamic = Object.keys(value).find((key) => key.endsWith('+'))
      if (dynamic !== undefined) refuse(this.fields.name(dynamic), say.dynamic)
    }
    this.fields.ignore(without)
  }

  /** The value here, or of the nearest above; `undefined` where none has it. */
  find(key: string): unknown {
    const found = this.fields.has(key) ? this.fields.take(key) : undefined
    return found === undefined || found === null ? this.parent?.find(key) : found
  }

  /** Where `find` found it. */
  nameOf(key: string): string {
    return this.fields.has(key) || this.parent === null ? this.fields.name(key) : this.parent.nameOf(key)
  }

  has(key: string): boolean {
    return this.find(key) !== undefined
  }

  text(key: string): string | undefined {
    const value = this.find(key)
    if (value === undefined) return undefined
    return typeof value === 'string' || typeof value === 'number'
      ? String(value)
      : refuse(this.nameOf(key), say.badValue)
  }

  number(key: string, otherwise: number): number {
    const value = this.find(key)
    if (value === undefined) return otherwise
    return typeof value === 'number' && value >= 0 ? value : refuse(this.nameOf(key), say.badValue)
  }

  flag(key: string): boolean {
    return this.find(key) === true
  }
}

/** The judge takes `output-prefix-length` too. */
function withUnderscores(value: unknown): unknown {
  if (!isMapping(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key.replaceAll('-', '_'), one]))
}
