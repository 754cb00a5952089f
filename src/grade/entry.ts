/** How a submission is started: as a program, or imported under its module's name with one of its functions called. */
import { basename, dirname } from 'node:path/posix'
import type { GradeRequest } from './world.js'

/** What the runtime calls the code that it is given. */
const ENTRY = 'main.py'
/** Where a file of that name waits until the code has begun. */
const WAITING = '.waiting-main.py'

/** Files of the submission and of the test, and which of them is started. */
export interface Entry {
  readonly path: string
  readonly files: Readonly<Record<string, Uint8Array>>
}

/** The part of a request that starts something. */
export type Started = Pick<GradeRequest, 'code' | 'files'>

/** The entry as the program. Python's goes through a file where text would not do. */
export function startProgram(runtime: string, entry: Entry, { ignorePrompts = false } = {}): Started {
  const bytes = entry.files[entry.path] ?? new Uint8Array()
  const text = utf8(bytes)
  const others = { ...entry.files }
  if (entry.path === ENTRY || runtime !== 'python') delete others[entry.path]
  const straight = runtime !== 'python' || !(ignorePrompts || text === null || Object.hasOwn(others, ENTRY))
  if (straight) return { code: text ?? '', files: others }
  return {
    code: programDriver(entry.path, ignorePrompts, Object.hasOwn(entry.files, ENTRY)),
    files: waiting(entry.files),
  }
}

/**
 * The entry imported under its module's name; `entry` of the code is then the function. It is the same code for every kind of test: a
 * submission that could tell whether an exception is wanted, or a value, or only its cost, would do as is wanted.
 */
export function startCall(entry: Entry, name: string): Started {
  return { code: `${importDriver(entry)}entry = ${loadedModule(entry)}.${name}\n`, files: waiting(entry.files) }
}

/** The entry imported as `module`, before code that does something with it. */
export function startModule(entry: Entry, code: string): Started {
  return { code: `${importDriver(entry)}module = ${loadedModule(entry)}\n${code}`, files: waiting(entry.files) }
}

function waiting(files: Entry['files']): Entry['files'] {
  const { [ENTRY]: main, ...others } = files
  return main === undefined ? others : { ...others, [WAITING]: main }
}

/** Text, or `null` for bytes that are none. */
export function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

const moveBack = (moves: boolean) => (moves ? `import posix\nposix.rename("/${WAITING}", "/${ENTRY}")\n` : '')

function programDriver(path: string, ignorePrompts: boolean, moves: boolean): string {
  const silence = 'import builtins\nbuiltins.input = lambda prompt="", /, ask=input: ask()\n'
  return `${moveBack(moves)}${ignorePrompts ? silence : ''}__file__ = ${literal(`/${path}`)}
with open(__file__, "rb") as program: program = compile(program.read(), __file__, "exec", 0, True)
exec(program)
`
}

/**
 * Every line of it is compiled, and paid for, in each run. The file is loaded by its path, for a module of the same name may be
 * built in. It shares its interpreter with the submission, and holds nothing that is worth forging.
 */
function importDriver({ path, files }: Entry): string {
  const folder = dirname(path)
  const below = folder === '.' ? '' : `sys.path.insert(0, ${literal(`/${folder}`)})\n`
  return `import sys
from _frozen_importlib import _load
from _frozen_importlib_external import spec_from_file_location
del sys.modules["main"]
${moveBack(Object.hasOwn(files, ENTRY))}${below}`
}

function loadedModule({ path }: Entry): string {
  return `_load(spec_from_file_location(${literal(moduleOf(path))}, ${literal(`/${path}`)}))`
}

/** The name that a file is imported by. */
export function moduleOf(path: string): string {
  return basename(path).replace(/\.[^.]*$/, '')
}

/** JSON's text is a Python literal, surrogates and all. */
function literal(text: string): string {
  return JSON.stringify(text)
}
