/** From the parser's raw answer to checked values: unknown names, repeated options, missing values, each with its own sentence. */
import { FuelcellError } from '../core/errors.js'
import { nearestName } from '../core/validate.js'
import type { Command, Option, OptionTable, OptionValues } from './command.js'
import { commandLine as say } from './messages.js'

/** What the argument parser made of the tokens. */
export interface RawArguments {
  readonly words: readonly string[]
  /** By option name without dashes; `false` is a negation, an array a list or a repetition. */
  readonly given: ReadonlyMap<string, unknown>
  /** The parser's own complaint, or `null`. */
  readonly complaint: string | null
}

export interface Arguments {
  readonly values: OptionValues<OptionTable>
  readonly words: readonly string[]
}

/** Throws `FuelcellError` (`unknown-option`, `invalid-option`) for everything that the command does not take. */
export function checkArguments(command: Command, { words, given, complaint }: RawArguments): Arguments {
  for (const [name, value] of given) {
    const option = Object.hasOwn(command.options, name) ? command.options[name] : undefined
    if (option !== undefined && (option.kind === 'flag' || value !== false)) continue
    throw unknownOption(command, value === false ? `no-${name}` : name)
  }
  if (complaint !== null) throw new FuelcellError('invalid-option', complaintSentence(complaint))
  const [word] = words
  if (command.words === 'none' && word !== undefined) {
    throw new FuelcellError('invalid-option', say.unexpectedWord(command.name, word))
  }
  const values: Record<string, unknown> = {}
  for (const [name, option] of Object.entries(command.options)) {
    values[name] = valueFrom(option, withDashes(name), given.get(name))
  }
  // Each value was parsed by the option of its name.
  return { values: values as OptionValues<OptionTable>, words }
}

/** An option's name as a person types it. */
function withDashes(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`
}

function unknownOption(command: Command, name: string): FuelcellError {
  const names = Object.keys(command.options)
  const negations = names.filter((known) => command.options[known]?.kind === 'flag').map((known) => `no-${known}`)
  const nearest = nearestName(name, name.startsWith('no-') ? [...negations, ...names] : names)
  const advice = command.words === 'guest' ? say.guestOptions : ''
  const sentence = say.unknownOption(
    `fuelcell ${command.name}`,
    withDashes(name),
    nearest && withDashes(nearest),
    advice,
  )
  return new FuelcellError('unknown-option', sentence)
}

/** The parser has two complaints, each ending in the option's name; anything else is passed on as it is. */
function complaintSentence(complaint: string): string {
  const [, kind, name] = /^(Not enough arguments following|Argument unexpected for): (\S+)$/.exec(complaint) ?? []
  if (kind === undefined || name === undefined) return say.unreadable(complaint)
  return kind.startsWith('Not') ? say.valueMissing(withDashes(name)) : say.valueUnexpected(withDashes(name))
}

function valueFrom(option: Option, typed: string, given: unknown): unknown {
  if (option.kind === 'list') {
    const texts: readonly unknown[] = given === undefined ? [] : Array.isArray(given) ? given : [given]
    return texts.map((text) => option.parse(String(text), typed))
  }
  if (given === undefined) return undefined
  if (Array.isArray(given)) throw new FuelcellError('invalid-option', say.givenTwice(typed))
  return option.kind === 'flag' ? given : option.parse(String(given), typed)
}
