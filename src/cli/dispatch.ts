/** The plot of the command line: find the command, read its options, let it work, turn what was thrown into a sentence. */
import { existsSync } from 'node:fs'
import { FuelcellError } from '../core/errors.js'
import { notFoundPackage, offerOf } from '../core/offer.js'
import { systemReason } from '../core/system-reason.js'
import { nearestName } from '../core/validate.js'
import { checkArguments, type RawArguments } from './arguments.js'
import type { Command, CommandEntry, Context } from './command.js'
import { exitCodeOfInterrupt, FAULT_EXIT, OUTPUT_CLOSED_EXIT } from './exit-code.js'
import { commandLine as say } from './messages.js'
import { flushed, isClosedPipe } from './streams.js'

/** What the argument library does for us; `main.ts` ties it in. */
export interface ArgumentLibrary {
  parse(tokens: readonly string[], command: Command): RawArguments
  /** The help screen of one command, or of the program. */
  help(commands: readonly CommandEntry[], command: Command | null, columns: number): Promise<string>
  version(): string
}

/** Runs one command line; answers with the exit code and never throws. */
export async function dispatch(
  tokens: readonly string[],
  commands: readonly CommandEntry[],
  library: ArgumentLibrary,
  context: Context,
): Promise<number> {
  try {
    const exitCode = await answer(tokens, commands, library, context)
    await Promise.all([flushed(context.stdout), flushed(context.stderr).catch(() => undefined)])
    return exitCode
  } catch (thrown) {
    const error = await told(thrown)
    if (context.interrupted.aborted) return exitCodeOfInterrupt(context.interrupted.reason)
    const cause = context.outputClosed.aborted ? context.outputClosed.reason : error
    if (isClosedPipe(cause)) return OUTPUT_CLOSED_EXIT
    const isOutput = context.outputClosed.aborted
    context.stderr.write(isOutput ? say.failed(say.outputFailed(systemReason(cause))) : sentence(cause))
    await flushed(context.stderr).catch(() => undefined)
    return faultExit(tokens, commands, cause)
  }
}

function faultExit(tokens: readonly string[], commands: readonly CommandEntry[], error: unknown): number {
  const { name } = commandName(tokens, commands)
  const exits = commands.find((command) => command.name === name)?.faultExits
  return exits?.[error instanceof FuelcellError ? error.fault : 'system'] ?? FAULT_EXIT
}

/** What an installation may do without is told by what installs it. */
async function told(error: unknown): Promise<unknown> {
  const name = notFoundPackage(error)
  if (name === undefined) return error
  const { spec } = await offerOf([name])
  return new FuelcellError('asset-missing', say.packageMissing(spec), { cause: error })
}

/** A stack is shown only for what is a mistake of our own. */
function sentence(error: unknown): string {
  if (error instanceof FuelcellError) return say.failed(error.message)
  return say.defect(error instanceof Error ? (error.stack ?? error.message) : String(error))
}

async function answer(
  tokens: readonly string[],
  commands: readonly CommandEntry[],
  library: ArgumentLibrary,
  context: Context,
): Promise<number> {
  const columns = Math.min(context.stdout.columns ?? 100, 120)
  const [first, ...rest] = tokens
  if (first === undefined) {
    context.stderr.write(`${await library.help(commands, null, columns)}\n${say.failed(say.nothingAsked)}`)
    return FAULT_EXIT
  }
  if (first === '--version' || first === '-V' || first === '-v') {
    context.stdout.write(`${library.version()}\n`)
    return 0
  }
  const asksHelp = first === '--help' || first === '-h' || first === 'help'
  const { name, after } = commandName(asksHelp ? rest : tokens, commands)
  if (name === undefined) {
    context.stdout.write(`${await library.help(commands, null, columns)}\n`)
    return 0
  }
  const command = await load(name, after, commands)
  if (command.words === 'none') checkSecondWord(name, after[0], commands)
  const raw = asksHelp ? null : library.parse(after, command)
  if (raw === null || raw.given.has('help')) {
    context.stdout.write(`${await library.help(commands, command, columns)}\n`)
    return 0
  }
  const { values, words } = checkArguments(command, raw)
  return command.handle(values, words, context)
}

/** The command's name, of two words where such a command exists, and what comes after it. */
function commandName(tokens: readonly string[], commands: readonly CommandEntry[]) {
  const [first, second] = tokens
  const both = `${first} ${second}`
  return commands.some(({ name }) => name === both)
    ? { name: both, after: tokens.slice(2) }
    : { name: first, after: tokens.slice(1) }
}

/** @throws FuelcellError `unknown-option` for a word that can only be meant as the second of a command's name. */
function checkSecondWord(name: string, word: string | undefined, commands: readonly CommandEntry[]): void {
  const names = commands.map((command) => command.name).filter((other) => other.startsWith(`${name} `))
  if (names.length === 0 || word === undefined || word.startsWith('-')) return
  const wanted = `${name} ${word}`
  throw new FuelcellError('unknown-option', say.unknownCommand(wanted, nearestName(wanted, names)))
}

/** A file, or code: what a person gives who takes `fuelcell` for an interpreter. */
function isProgram(name: string): boolean {
  return name === '-' || name === '-c' || (!name.startsWith('-') && (/[./\\]/.test(name) || existsSync(name)))
}

async function load(name: string, rest: readonly string[], commands: readonly CommandEntry[]): Promise<Command> {
  const entry = commands.find((candidate) => candidate.name === name)
  if (entry !== undefined) return entry.load()
  if (isProgram(name)) throw new FuelcellError('unknown-option', say.runIsMissing(name, rest))
  if (name.startsWith('-')) {
    throw new FuelcellError(
      'unknown-option',
      say.unknownOption('fuelcell', name, nearestName(name, ['--help', '--version'])),
    )
  }
  const nearest = nearestName(
    name,
    commands.map((candidate) => candidate.name),
  )
  throw new FuelcellError('unknown-option', say.unknownCommand(name, nearest))
}
