/** How a submission is started: as a program, or imported under its module's name with one of its functions called. */
import { basename, dirname } from 'node:path/posix'
import type { GradeRequest } from './run.js'

/** What the runtime calls the code that it is given. */
const ENTRY = 'main.py'
/** Where a file of that name waits until the code has begun. */
const WAITING = '.waiting-main.py'

/** Files of the submission and of the test, and which of them is started. */
export interface Entry {
  readonly path: string
  readonly files: Readonly<Record<string, Uint8Array>>
}

type Started = Pick<GradeRequest, 'code' | 'files'>

/** What the guest raises where the entry has no such function; its message lists the functions that there are. */
export const MISSING_FUNCTION = 'FunctionMissing'
/** What it raises where the name is no function; its message is the type. */
export const NOT_CALLABLE = 'NotCallable'

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

/** The entry imported; `entry` and `outcome` of the code can then be called in place of its function. */
export function startCall(entry: Entry, name: string): Started {
  return { code: callDriver(entry.path, name, Object.hasOwn(entry.files, ENTRY)), files: waiting(entry.files) }
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

const moveBack = (moves: boolean) => (moves ? `    posix.rename("/${WAITING}", "/${ENTRY}")\n` : '')

function programDriver(path: string, ignorePrompts: boolean, moves: boolean): string {
  return `def program():
    import builtins, posix
${moveBack(moves)}${ignorePrompts ? '    ask = builtins.input\n    builtins.input = lambda prompt="", /: ask()\n' : ''}    with open(${literal(`/${path}`)}, "rb") as file:
        source = file.read()
    return compile(source, ${literal(`/${path}`)}, "exec", 0, True)
__file__ = ${literal(`/${path}`)}
program = program()
exec(program)
`
}

/**
 * It shares its interpreter with the submission, and nothing in it is worth forging: whoever makes it say `raised` could as well
 * raise. The exception of an import, a missing name and what is no function are told before `outcome` can be called.
 */
function callDriver(path: string, name: string, moves: boolean): string {
  const folder = dirname(path)
  return `import sys
class ${MISSING_FUNCTION}(Exception): pass
class ${NOT_CALLABLE}(Exception): pass
def enter():
    import posix
    from _frozen_importlib import _load
    from _frozen_importlib_external import spec_from_file_location
    del sys.modules["main"]
${moveBack(moves)}${folder === '.' ? '' : `    sys.path.insert(0, ${literal(`/${folder}`)})\n`}    module = _load(spec_from_file_location(${literal(basename(path).replace(/\.[^.]*$/, ''))}, ${literal(`/${path}`)}))
    try:
        found = getattr(module, ${literal(name)})
    except AttributeError:
        raise ${MISSING_FUNCTION}(" ".join(key for key, value in vars(module).items() if callable(value))) from None
    if not callable(found):
        raise ${NOT_CALLABLE}(type(found).__name__)
    return found
entry = enter()
def own(found):
    from types import BuiltinFunctionType
    found = getattr(found, "func", found)
    found = getattr(found, "__wrapped__", found)
    for one in (found, type(found)):
        module = sys.modules.get(getattr(one, "__module__", None) or "builtins")
        file = getattr(module, "__file__", None)
        if file is not None and not file.startswith("/usr/") and not isinstance(found, BuiltinFunctionType):
            return True
    return False
def outcome(*args, **kwargs):
    try:
        entry(*args, **kwargs)
    except BaseException as error:
        names = [f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__]
        return ("raised" if own(entry) else "foreign", names, str(error)[:1000])
    return ("returned",)
`
}

/** JSON's text is a Python literal, surrogates and all. */
function literal(text: string): string {
  return JSON.stringify(text)
}
