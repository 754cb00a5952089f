import { randomBytes } from 'node:crypto'
import { basename } from 'node:path'
import { FuelcellError } from '../errors.js'
import { defaultLimits, parseRequestLimits } from '../limits.js'
import { options, quote, requests as say } from '../messages.js'
import { asObject, checkKeys, integerIn, loneSurrogate, nearestName, systemText, wrongType } from '../options.js'
import type { Start } from '../result.js'
import { MIB } from '../units.js'
import { checkDisk, checkFileName, parseFiles } from './files.js'
import { parseBuild } from './parse-build.js'
import { parseCall } from './parse-call.js'
import { parsePreopens } from './preopens.js'
import type { OutputChunk, ParsedRequest, RunRequest } from './request.js'
import { parseStdin } from './stdin.js'

/** Name under which errors speak of a run's request. */
export const CALL = 'runner.run'
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
]

/** The last millisecond of the year 9999, the last year that Python's `datetime` knows. */
const MAX_CLOCK_START_MS = 253_402_300_799_999
/** Closer looks see no more than the instructions between two of them; at more, none is seen of most programs. */
const PROFILE_FUEL = { min: 30, max: 10_000_000 }
/** What stands before the code is sent with the request: as much as a run directory holds, and far from a frame's bound. */
const MAX_SETUP_BYTES = 16 * MIB
/** Room for arguments and variables together, in bytes: what a Linux process can count on. */
const MAX_ARGUMENT_BYTES = MIB

/**
 * Checks a whole request before anything of it happens.
 * @throws FuelcellError of the caller's fault, naming what is wrong with it.
 */
export function parseRequest(input: unknown): ParsedRequest {
  const given = asObject(input, CALL, 'the request')
  checkKeys(given, keys, CALL)
  const runtime = systemText(given.runtime, CALL, 'runtime')
  const { run: givenLimits, compile: compileLimits } = parseRequestLimits(given.limits, CALL)
  const entry = given.entry === undefined ? undefined : systemText(given.entry, CALL, 'entry')
  if (entry !== undefined) checkFileName(entry, CALL)
  const files = parseFiles(given.files, CALL)
  const program = parseProgram(runtime, given, entry, files)
  // Where no limit is given, the runtime may have one of its own.
  if (givenLimits.diskBytes !== undefined) checkDisk(program, files, givenLimits.diskBytes, CALL)
  const args = parseArgs(given.args)
  const env = parseEnv(given.env)
  checkArgumentBytes(args, env)
  const chroot = parseChroot(given.chroot, runtime)
  const setup = parseSetup(given.setup)
  const call = parseCall(given.call, CALL)
  const lastValue = parseReturns(given.returns)
  if (call !== null && entry !== undefined) throw new FuelcellError('invalid-option', say.callWithEntry(CALL))
  if (call !== null && lastValue) throw new FuelcellError('invalid-option', say.callWithLast(CALL))
  if (setup.length > 0 && (call !== null || lastValue)) {
    throw new FuelcellError('invalid-option', say.setupWith(CALL, call === null ? 'returns' : 'call'))
  }
  return {
    runtime,
    program,
    entry,
    args,
    env,
    stdin: parseStdin(given.stdin, CALL),
    files,
    preopens: parsePreopens(given.preopens, chroot, CALL),
    chroot,
    start: parseStart(given.start),
    setup,
    call,
    lastValue,
    profileFuel: parseProfileFuel(given.profileFuel),
    limits: { ...defaultLimits, ...givenLimits },
    givenLimits,
    build: parseBuild(given, compileLimits, files, CALL),
    clockStartMs: integerIn(
      given.clockStartMs === undefined ? Date.now() : given.clockStartMs,
      { min: 0, max: MAX_CLOCK_START_MS },
      CALL,
      'clockStartMs',
    ),
    seed: parseSeed(given.seed),
    signal: parseSignal(given.signal),
    onOutput: parseListener(given.onOutput),
  }
}

/** What is taken out of the files is no file beside the program any more. */
function parseProgram(
  runtime: string,
  given: Readonly<Record<string, unknown>>,
  entry: string | undefined,
  files: Map<string, Uint8Array>,
): ParsedRequest['program'] {
  const { code, module } = given
  if (entry !== undefined && code === undefined && module === undefined) {
    const content = files.get(entry)
    if (content === undefined) {
      throw new FuelcellError('invalid-option', say.entryMissing(CALL, entry, nearestName(entry, [...files.keys()])))
    }
    files.delete(entry)
    return runtime === WASM ? { module: content, name: entry } : { code: content }
  }
  if (runtime === WASM) {
    if (code !== undefined) throw new FuelcellError('invalid-option', say.wasmWithCode(CALL))
    if (entry !== undefined) throw new FuelcellError('invalid-option', say.entryWithModule(CALL))
    if (module instanceof Uint8Array) return { module, name: 'module.wasm' }
    if (typeof module !== 'string') throw new FuelcellError('invalid-option', say.moduleMissing(CALL, module))
    const path = systemText(module, CALL, 'module')
    return { module: path, name: basename(path) }
  }
  if (module !== undefined) throw new FuelcellError('invalid-option', say.moduleNotAllowed(CALL, runtime))
  return { code: codeBytes(code, runtime) }
}

function codeBytes(code: unknown, runtime: string): Uint8Array {
  if (code instanceof Uint8Array) return code
  if (typeof code !== 'string') throw new FuelcellError('invalid-code', say.codeMissing(CALL, runtime, code))
  const stray = loneSurrogate(code)
  if (stray !== -1) throw new FuelcellError('invalid-code', say.codeSurrogate(CALL, stray))
  return Buffer.from(code)
}

function parseSetup(value: unknown): readonly Uint8Array[] {
  if (value === undefined) return []
  const pieces = typeof value === 'string' ? [value] : value
  if (!Array.isArray(pieces)) throw wrongType(CALL, 'setup', 'a string or an array of strings', value)
  const setup = Array.from(pieces, (piece: unknown, index) => {
    if (typeof piece !== 'string') throw wrongType(CALL, `setup[${index}]`, 'a string', piece)
    if (loneSurrogate(piece) !== -1) throw new FuelcellError('invalid-option', options.surrogate(CALL, 'setup'))
    return Buffer.from(piece)
  })
  const bytes = setup.reduce((sum, piece) => sum + piece.byteLength, 0)
  if (bytes > MAX_SETUP_BYTES) {
    throw new FuelcellError('invalid-option', say.setupTooLong(CALL, bytes, MAX_SETUP_BYTES))
  }
  return setup
}

function parseArgs(value: unknown): readonly string[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw wrongType(CALL, 'args', 'an array of strings', value)
  // Not `map`, which leaves holes unchecked.
  return Array.from(value, (item, index) => systemText(item, CALL, `args[${index}]`))
}

function parseEnv(value: unknown): ParsedRequest['env'] {
  if (value === undefined) return []
  return Object.entries(asObject(value, CALL, 'env')).map(([name, text]) => {
    systemText(name, CALL, 'a name in env')
    if (name === '' || name.includes('=')) throw new FuelcellError('invalid-option', options.envName(CALL, name))
    return [name, systemText(text, CALL, `env[${quote(name)}]`)] as const
  })
}

function checkArgumentBytes(args: ParsedRequest['args'], env: ParsedRequest['env']): void {
  let bytes = 0
  for (const text of [...args, ...env.flat()]) bytes += Buffer.byteLength(text) + 1
  if (bytes > MAX_ARGUMENT_BYTES) {
    throw new FuelcellError('invalid-option', options.argumentBytes(CALL, bytes, MAX_ARGUMENT_BYTES))
  }
}

function parseChroot(value: unknown, runtime: string): boolean {
  if (value === undefined) return true
  if (typeof value !== 'boolean') throw wrongType(CALL, 'chroot', 'true or false', value)
  if (!value && runtime !== WASM) throw new FuelcellError('invalid-option', say.chrootNeeded(CALL, runtime))
  return value
}

function parseStart(value: unknown): Start | undefined {
  if (value === undefined || value === 'cold' || value === 'warm') return value
  throw wrongType(CALL, 'start', '"cold" or "warm"', value)
}

function parseReturns(value: unknown): boolean {
  if (value === undefined || value === 'last') return value === 'last'
  throw wrongType(CALL, 'returns', '"last"', value)
}

function parseProfileFuel(value: unknown): number | null {
  return value === undefined ? null : integerIn(value, PROFILE_FUEL, CALL, 'profileFuel')
}

function parseSeed(value: unknown): number {
  if (value === 'random') return randomBytes(6).readUIntBE(0, 6)
  return integerIn(value === undefined ? 0 : value, { min: 0, max: Number.MAX_SAFE_INTEGER }, CALL, 'seed')
}

function parseSignal(value: unknown): AbortSignal | undefined {
  if (value === undefined || value instanceof AbortSignal) return value
  throw wrongType(CALL, 'signal', 'an AbortSignal', value)
}

function parseListener(value: unknown): ((chunk: OutputChunk) => void) | undefined {
  if (value === undefined || typeof value === 'function') return value as ParsedRequest['onOutput']
  throw wrongType(CALL, 'onOutput', 'a function', value)
}
