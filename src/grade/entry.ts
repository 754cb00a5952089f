/** How a submission is started: as a program, or as a module with one of its functions called. */
import { basename, dirname, extname } from 'node:path/posix'
import type { Call, Tagged } from '../core/tagged.js'
import { Exact } from '../core/tagged.js'
import { isSameLanguage } from '../languages/languages.js'
import type { GradeRequest } from './world.js'

export const PYTHON = 'python'
/** Whether a runtime is one of Python, which can be called. */
export function isPython(runtime: string): boolean {
  return isSameLanguage(runtime, PYTHON)
}

/** What Python's runtime calls the code that it is given. */
const MAIN = 'main.py'
/** What a driver is called where the submission's module has the name `main` itself. */
export const DRIVER = 'fuelcell_driver.py'
/** Where a file of that name waits until the code has begun. */
const WAITING = '.waiting-main.py'

/** Files of the submission and of the test, and which of them is started. */
export interface Entry {
  readonly path: string
  readonly files: Readonly<Record<string, Uint8Array>>
}

/** The part of a request that starts something. */
export interface Started {
  readonly source: Pick<GradeRequest, 'code' | 'entry' | 'files'>
  /** The entry is not the code itself, but started by it. */
  readonly isDriven: boolean
}

/** The entry as the program. */
export function startProgram(runtime: string, entry: Entry, { ignorePrompts = false } = {}): Started {
  const { [entry.path]: code = new Uint8Array(), ...others } = entry.files
  if (!isPython(runtime)) {
    // A name of its own, which takes a cold start, only where another file has the usual one or lies in the same folder.
    const isUsual = !entry.path.includes('/') && !Object.hasOwn(others, usualName(entry.path))
    const source = isUsual ? { code, files: others } : { code, entry: entry.path, files: others }
    return { source, isDriven: false }
  }
  if (!ignorePrompts) {
    const named = entry.path === MAIN ? {} : { entry: entry.path }
    return { source: { code, ...named, files: others }, isDriven: false }
  }
  return driven(entry, programDriver(entry.path))
}

/** What a runtime calls a program that has no name of its own. */
export function usualName(path: string): string {
  return `main${extname(path)}`
}

/**
 * The entry as the module of its name. It is the same for every kind of test: a submission that could tell whether an exception is
 * wanted, or a value, or only its cost, would do as is wanted.
 */
export function startCall({ path, files }: Entry): Started {
  const { [path]: code = new Uint8Array(), ...others } = files
  return { source: { code, files: others }, isDriven: false }
}

/** A call with values of exact types, of a function of the entry at `file`, or of the code. */
export function callOf(
  name: string,
  args: readonly Tagged[],
  { kwargs = { type: 'dict', value: [] }, file }: { readonly kwargs?: Tagged; readonly file?: string } = {},
): Call {
  const pairs = kwargs.type === 'dict' ? kwargs.value : []
  return {
    function: name,
    args: args.map((value) => new Exact(value)),
    kwargs: Object.fromEntries(
      pairs.flatMap(([key, value]) => (key.type === 'str' ? [[key.value, new Exact(value)] as const] : [])),
    ),
    ...(file === undefined ? {} : { file }),
  }
}

/** The entry imported as `module`, before code that does something with it. It is called with the `driverFile` of the entry. */
export function startModule(entry: Entry, code: string): Started {
  const whole = `${importDriver(entry.path)}${code}`
  return driverFile(entry.path) === undefined
    ? driven(entry, whole)
    : { source: { code: whole, files: entry.files }, isDriven: true }
}

/** Path that a driver needs in order not to take the place of the entry's module; `undefined` where the runtime's own name does. */
export function driverFile(path: string): string | undefined {
  return `${moduleOf(path)}.py` === MAIN ? DRIVER : undefined
}

/** Text, or `null` for bytes that are none. */
export function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

function driven({ files: { [MAIN]: main, ...others } }: Entry, code: string): Started {
  if (main === undefined) return { source: { code, files: others }, isDriven: true }
  const moveBack = `import posix\nposix.rename("/${WAITING}", "/${MAIN}")\n`
  return { source: { code: `${moveBack}${code}`, files: { ...others, [WAITING]: main } }, isDriven: true }
}

function programDriver(path: string): string {
  const silence = 'import builtins\nbuiltins.input = lambda prompt="", /, ask=input: ask()\n'
  return `${silence}import sys
__file__, sys.argv[0] = ${literal(`/${path}`)}, ${literal(path)}
with open(__file__, "rb") as program: program = compile(program.read(), __file__, "exec", 0, True)
exec(program)
`
}

/** The file is loaded by its path, for a module of the same name may be built in. */
function importDriver(path: string): string {
  const folder = dirname(path)
  const below = folder === '.' ? '' : `sys.path.insert(0, ${literal(`/${folder}`)})\n`
  return `import sys
from _frozen_importlib import _load
from _frozen_importlib_external import spec_from_file_location
${driverFile(path) === undefined ? 'del sys.modules["main"]\n' : ''}${below}module = _load(spec_from_file_location(${literal(moduleOf(path))}, ${literal(`/${path}`)}))
`
}

/** The name that a file is imported by. */
export function moduleOf(path: string): string {
  return basename(path).replace(/\.[^.]*$/, '')
}

/** JSON's text is a Python literal, surrogates and all. */
function literal(text: string): string {
  return JSON.stringify(text)
}
