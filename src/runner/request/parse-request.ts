import { randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import { FuelcellError } from '../../core/errors.js'
import { defaultLimits, misplacedLimits, parseRequestLimits } from '../../core/limits.js'
import { options, requests as say } from '../../core/messages.js'
import { quote } from '../../core/quoting.js'
import type { Start } from '../../core/result.js'
import { MAX_CLOCK_START_MS, MIB } from '../../core/units.js'
import {
  asObject,
  checkKeys,
  integerIn,
  loneSurrogate,
  nearestName,
  systemText,
  wrongType,
} from '../../core/validate.js'
import { checkDisk, checkFileName, parseFiles } from './files.js'
import { parseBuild } from './parse-build.js'
import { parseCall } from './parse-call.js'
import { parsePreopens } from './preopens.js'
import type { OutputListener, ParsedRequest, RunRequest } from './request.js'
import { parseStdin } from './stdin.js'

/** The runtime of modules that the caller brings. */
export const WASM = 'wasm'

const keys: ReadonlyArray<keyof RunRequest> = [
  'runtime',
  'code',
  'entry',
  'module',
  'args',
  'env',
  'stdin',
  'stdinLines',
  'files',
  'preopens',
  'chroot',
  'start',
  'setup',
  'call',
  'returns',
  'profileFuel',
  'limits',
  'compilerOptions',
  'sources',
  'clockStartMs',
  'seed',
  'signal',
  'onOutput',
  'keepOutput',
]

/** Closer looks see no more than the instructions between two of them; at more, none is seen of most programs. */
const PROFILE_FUEL = { min: 30, max: 10_000_000 }
/** What stands before the code is sent with the request: as much as a run directory holds, and far from a frame's bound. */
const MAX_SETUP_BYTES = 16 * MIB
/** Room for arguments and variables together, in bytes: what a Linux process can count on. */
const MAX_ARGUMENT_BYTES = MIB

/**
 * Checks a whole request before anything of it happens.
 * @param caller The function that was given it, as errors name it.
 * @throws FuelcellError of the caller's fault, naming what is wrong with it.
 */
export function parseRequest(input: unknown, caller: string): ParsedRequest {
  const given = asObject(input, caller, 'the request')
  checkKeys(given, keys, caller, misplacedLimits)
  const runtime = systemText(given.runtime, caller, 'runtime')
  const { run: givenLimits, compile: compileLimits } = parseRequestLimits(given.limits, caller)
  const entry = given.entry === undefined ? undefined : systemText(given.entry, caller, 'entry')
  if (entry !== undefined) checkFileName(entry, caller)
  const files = parseFiles(given.files, caller)
  const call = parseCall(given.call, caller)
  const whole = call?.hasModule === true && given.code === undefined ? { ...given, code: '' } : given
  const program = parseProgram(runtime, whole, entry, files, caller)
  // Where no limit is given, the runtime may have one of its own.
  if (givenLimits.diskBytes !== undefined) checkDisk(program, files, givenLimits.diskBytes, caller)
  const args = parseArgs(given.args, caller)
  const env = parseEnv(given.env, caller)
  checkArgumentBytes(args, env, caller)
  const chroot = parseChroot(given.chroot, runtime, caller)
  const setup = parseSetup(given.setup, caller)
  const lastValue = parseReturns(given.returns, caller)
  if (call !== null && entry !== undefined) throw new FuelcellError('invalid-option', say.callWithEntry(caller))
  if (call !== null && lastValue) throw new FuelcellError('invalid-option', say.callWithLast(caller))
  if (setup.length > 0 && (call !== null || lastValue)) {
    throw new FuelcellError('invalid-option', say.setupWith(caller, call === null ? 'returns' : 'call'))
  }
  return {
    caller,
    runtime,
    program,
    entry,
    args,
    env,
    stdin: parseStdin(given.stdin, caller),
    stdinLines: parseStdinLines(given.stdinLines, caller),
    files,
    preopens: parsePreopens(given.preopens, chroot, caller),
    chroot,
    start: parseStart(given.start, caller),
    setup,
    call,
    lastValue,
    profileFuel: parseProfileFuel(given.profileFuel, caller),
    limits: { ...defaultLimits, ...givenLimits },
    givenLimits,
    build: parseBuild(given, compileLimits, files, caller),
    clockStartMs: integerIn(
      given.clockStartMs === undefined ? Date.now() : given.clockStartMs,
      { min: 0, max: MAX_CLOCK_START_MS },
      caller,
      'clockStartMs',
    ),
    seed: parseSeed(given.seed, caller),
    signal: parseSignal(given.signal, caller),
    onOutput: parseListener(given.onOutput, caller),
    keepOutput: parseKeepOutput(given.keepOutput, caller),
  }
}

/** What is taken out of the files is no file beside the program any more. */
function parseProgram(
  runtime: string,
  given: Readonly<Record<string, unknown>>,
  entry: string | undefined,
  files: Map<string, Uint8Array>,
  caller: string,
): ParsedRequest['program'] {
  const { code, module } = given
  if (entry !== undefined && code === undefined && module === undefined) {
    const content = files.get(entry)
    if (content === undefined) {
      throw new FuelcellError('invalid-option', say.entryMissing(caller, entry, nearestName(entry, [...files.keys()])))
    }
    files.delete(entry)
    return runtime === WASM ? { module: content, name: entry } : { code: content }
  }
  if (runtime === WASM) {
    if (code !== undefined) throw new FuelcellError('invalid-option', say.wasmWithCode(caller))
    if (entry !== undefined) throw new FuelcellError('invalid-option', say.entryWithModule(caller))
    if (module instanceof Uint8Array) return { module, name: 'module.wasm' }
    if (typeof module !== 'string') throw new FuelcellError('invalid-option', say.moduleMissing(caller, module))
    const path = systemText(module, caller, 'module')
    return { module: path, name: basename(path) }
  }
  if (module !== undefined) throw new FuelcellError('invalid-option', say.moduleNotAllowed(caller, runtime))
  return { code: codeBytes(code, runtime, caller) }
}

function codeBytes(code: unknown, runtime: string, caller: string): Uint8Array {
  if (code instanceof Uint8Array) return code
  if (typeof code !== 'string') throw new FuelcellError('invalid-code', say.codeMissing(caller, runtime, code))
  const stray = loneSurrogate(code)
  if (stray !== -1) throw new FuelcellError('invalid-code', say.codeSurrogate(caller, stray))
  return Buffer.from(code)
}

function parseSetup(value: unknown, caller: string): readonly Uint8Array[] {
  if (value === undefined) return []
  const pieces = typeof value === 'string' ? [value] : value
  if (!Array.isArray(pieces)) throw wrongType(caller, 'setup', 'a string or an array of strings', value)
  const setup = Array.from(pieces, (piece: unknown, index) => {
    if (typeof piece !== 'string') throw wrongType(caller, `setup[${index}]`, 'a string', piece)
    if (loneSurrogate(piece) !== -1) throw new FuelcellError('invalid-option', options.surrogate(caller, 'setup'))
    return Buffer.from(piece)
  })
  const bytes = setup.reduce((sum, piece) => sum + piece.byteLength, 0)
  if (bytes > MAX_SETUP_BYTES) {
    throw new FuelcellError('invalid-option', say.setupTooLong(caller, bytes, MAX_SETUP_BYTES))
  }
  return setup
}

function parseArgs(value: unknown, caller: string): readonly string[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw wrongType(caller, 'args', 'an array of strings', value)
  // Not `map`, which leaves holes unchecked.
  return Array.from(value, (item, index) => systemText(item, caller, `args[${index}]`))
}

function parseEnv(value: unknown, caller: string): ParsedRequest['env'] {
  if (value === undefined) return []
  return Object.entries(asObject(value, caller, 'env')).map(([name, text]) => {
    systemText(name, caller, 'a name in env')
    if (name === '' || name.includes('=')) throw new FuelcellError('invalid-option', options.envName(caller, name))
    return [name, systemText(text, caller, `env[${quote(name)}]`)] as const
  })
}

function checkArgumentBytes(args: ParsedRequest['args'], env: ParsedRequest['env'], caller: string): void {
  let bytes = 0
  for (const text of [...args, ...env.flat()]) bytes += Buffer.byteLength(text) + 1
  if (bytes > MAX_ARGUMENT_BYTES) {
    throw new FuelcellError('invalid-option', options.argumentBytes(caller, bytes, MAX_ARGUMENT_BYTES))
  }
}

function parseChroot(value: unknown, runtime: string, caller: string): boolean {
  if (value === undefined) return true
  if (typeof value !== 'boolean') throw wrongType(caller, 'chroot', 'true or false', value)
  if (!value && runtime !== WASM) throw new FuelcellError('invalid-option', say.chrootNeeded(caller, runtime))
  return value
}

function parseStdinLines(value: unknown, caller: string): boolean {
  if (value === undefined) return false
  if (typeof value !== 'boolean') throw wrongType(caller, 'stdinLines', 'true or false', value)
  return value
}

function parseStart(value: unknown, caller: string): Start | undefined {
  if (value === undefined || value === 'cold' || value === 'warm') return value
  throw wrongType(caller, 'start', '"cold" or "warm"', value)
}

function parseReturns(value: unknown, caller: string): boolean {
  if (value === undefined || value === 'last') return value === 'last'
  throw wrongType(caller, 'returns', '"last"', value)
}

function parseProfileFuel(value: unknown, caller: string): number | null {
  return value === undefined ? null : integerIn(value, PROFILE_FUEL, caller, 'profileFuel')
}

function parseSeed(value: unknown, caller: string): number {
  if (value === 'random') return randomBytes(6).readUIntBE(0, 6)
  return integerIn(value === undefined ? 0 : value, { min: 0, max: Number.MAX_SAFE_INTEGER }, caller, 'seed')
}

function parseSignal(value: unknown, caller: string): AbortSignal | undefined {
  if (value === undefined || value instanceof AbortSignal) return value
  throw wrongType(caller, 'signal', 'an AbortSignal', value)
}

function parseListener(value: unknown, caller: string): OutputListener | undefined {
  if (value === undefined || typeof value === 'function') return value as ParsedRequest['onOutput']
  throw wrongType(caller, 'onOutput', 'a function', value)
}

function parseKeepOutput(value: unknown, caller: string): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? true
  throw wrongType(caller, 'keepOutput', 'true or false', value)
}
