/** What a command is: data (names, options, examples) and a handler. A new one is one file like `run.ts` and one line in `main.ts`. */
import type { Readable, Writable } from 'node:stream'
import type { FuelcellError } from '../core/errors.js'
import type { Runner, RunnerOptions } from '../runner/runner.js'

interface Described {
  /** One sentence for `--help`. */
  readonly describe: string
  /** The one-letter name, without its dash. */
  readonly alias?: string
}

/** An option with a value; may be given once. */
export interface ValueOption<T> extends Described {
  readonly kind: 'value'
  /** What stands for the value in `--help`. */
  readonly placeholder: string
  /** The value out of the text. Throws `FuelcellError` naming the option, which it is given with its dashes. */
  readonly parse: (text: string, option: string) => T
}

/** An option with a value that may be given again and again. */
export interface ListOption<T> extends Described {
  readonly kind: 'list'
  readonly placeholder: string
  readonly parse: (text: string, option: string) => T
}

/** An option without a value; `--no-NAME` turns it off. */
export interface FlagOption extends Described {
  readonly kind: 'flag'
}

export type Option = ValueOption<unknown> | ListOption<unknown> | FlagOption
export type OptionTable = Readonly<Record<string, Option>>

/** What the handler gets: parsed values by option name; absent ones are `undefined`, lists are empty. */
export type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name] extends ValueOption<infer T>
    ? T | undefined
    : Table[Name] extends ListOption<infer T>
      ? readonly T[]
      : boolean | undefined
}

/** A stream that may be a terminal. */
export type Sink = Writable & { readonly isTTY?: boolean; readonly columns?: number }

/** All of the outside world that a command may touch. Tests hand in their own. */
export interface Context {
  /** Called only when something wants to read: opening the process's stdin has effects of its own. */
  readonly stdin: () => Readable
  /** How many bytes stdin has, where it is a file. */
  readonly stdinBytes?: () => number | undefined
  /** Whether somebody types it. */
  readonly stdinIsTerminal?: () => boolean
  readonly stdout: Sink
  readonly stderr: Sink
  readonly env: Readonly<Record<string, string | undefined>>
  /** Fires with the signal's name as its reason when the person interrupts the command. */
  readonly interrupted: AbortSignal
  /** Fires with the error as its reason when stdout cannot be written any more. */
  readonly outputClosed: AbortSignal
  readonly createRunner: (options: RunnerOptions) => Promise<Runner>
}

export interface Example {
  readonly command: string
  readonly meaning: string
}

export interface CommandData<Table extends OptionTable> {
  readonly name: string
  /** The forms of the command line, without the program's name. */
  readonly usage: readonly string[]
  /** A paragraph for `--help`. */
  readonly describe: string
  /** Whether words that are no options are taken: `guest` ends the command's own options at the first such word. */
  readonly words: 'guest' | 'mixed' | 'none'
  readonly options: Table
  readonly examples: readonly Example[]
  /** What else `--help` tells, such as exit codes. */
  readonly notes?: string
}

export interface Command extends CommandData<OptionTable> {
  /** Does the work; answers with the exit code. */
  handle(values: OptionValues<OptionTable>, words: readonly string[], context: Context): Promise<number>
}

/** Ties a handler to the options that it declares, so that it sees each with its own type. */
export function defineCommand<const Table extends OptionTable>(
  data: CommandData<Table>,
  handle: (values: OptionValues<Table>, words: readonly string[], context: Context) => Promise<number>,
): Command {
  return {
    ...data,
    // The values were built from this very table, which the wider type no longer shows.
    handle: (values, words, context) => handle(values as OptionValues<Table>, words, context),
  }
}

/** A command as the list in `main.ts` knows it: the rest is loaded when it is called. */
export interface CommandEntry {
  readonly name: string
  readonly summary: string
  readonly load: () => Promise<Command>
  /** Exit codes where something was thrown, by whose fault it was. Default 126 for both: no guest's own code is meant then. */
  readonly faultExits?: Readonly<Record<FuelcellError['fault'], number>>
}
