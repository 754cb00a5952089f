/** Values of the types that a format asks for; any other is refused with its line. */

import type { YamlDocument } from '../../core/yaml-document.js'
import { gradeImports as say } from '../messages/imports.js'
import { Fields, type Notes, refuse } from './notes.js'

/** A mapping of a package's file, and where it stands. */
export class TypedFields extends Fields {
  constructor(
    place: string,
    value: unknown,
    notes: Notes,
    readonly lineOf: (key: string) => number,
  ) {
    super(place, value, notes)
  }

  /** Taken over; `undefined` where it is absent or null. */
  text(key: string): string | undefined {
    return this.typed(key, (value) => typeof value === 'string', say.wantsText)
  }

  /** The same, whose fate the caller notes. */
  seenText(key: string): string | undefined {
    const value = this.look(key)
    if (value === undefined || value === null) return undefined
    return typeof value === 'string' ? value : this.wrong(key, say.wantsText(value))
  }

  /** A text that has to be there. */
  neededText(key: string): string {
    return this.seenText(key) ?? this.wrong(key, say.wantsText(undefined))
  }

  /** The same as `amount`, whose fate the caller notes. */
  seenAmount(key: string): number | undefined {
    const value = this.look(key)
    if (value === undefined || value === null) return undefined
    return isAmount(value) ? value : this.wrong(key, say.wantsAmount(value))
  }

  boolean(key: string): boolean | undefined {
    return this.typed(key, (value) => typeof value === 'boolean', say.wantsBoolean)
  }

  /** A number of at least 0. */
  amount(key: string): number | undefined {
    return this.typed(key, isAmount, say.wantsAmount)
  }

  list(key: string): readonly unknown[] {
    const value = this.look(key)
    if (!Array.isArray(value)) return this.wrong(key, say.wantsList(value))
    return value
  }

  /** One of the words; where it is absent, `undefined`. */
  word<W extends string>(key: string, words: readonly W[]): W | undefined {
    const given = this.seenText(key)
    const found = words.find((word) => word === given)
    if (found !== undefined) this.notes.take(this.name(key))
    if (given !== undefined && found === undefined) this.wrong(key, say.wantsWord(given, words))
    return found
  }

  wrong(key: string, message: string): never {
    return refuse(this.name(key), say.onLine(this.lineOf(key), message))
  }

  private typed<T>(key: string, fits: (value: unknown) => value is T, message: (value: unknown) => string) {
    const value = this.take(key)
    if (value === undefined || value === null) return undefined
    return fits(value) ? value : this.wrong(key, message(value))
  }
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

/** A file's outermost mapping. */
export function fileFields(path: string, { value, lineOf }: YamlDocument, notes: Notes): TypedFields {
  return new TypedFields(path, value, notes, (key) => lineOf([key]))
}

/** Mappings in a list of it. */
export function itemsOf(
  file: TypedFields,
  key: string,
  lineOf: YamlDocument['lineOf'],
  above: readonly PropertyKey[] = [],
): readonly TypedFields[] {
  return file.list(key).map((value, index) => {
    const place = `${file.name(key)}.${index}`
    const at = [...above, key, index]
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      refuse(place, say.onLine(lineOf(at), say.notAMapping(value)))
    }
    return new TypedFields(place, value, file.notes, (inner) => lineOf([...at, inner]))
  })
}

/** Names that are told apart, as a group's tests must be. */
export class Names {
  readonly #taken = new Set<string>()

  /** The name, with a number behind it where another test has it. */
  of(name: string): string {
    const short = name.slice(0, MAX_NAME)
    let unique = short
    for (let number = 2; this.#taken.has(unique); number += 1) unique = `${short} (${number})`
    this.#taken.add(unique)
    return unique
  }
}

/** A task's names have 200 characters at most; numbers need some of them. */
const MAX_NAME = 190
