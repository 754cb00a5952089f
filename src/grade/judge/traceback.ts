/** What an interpreter says of where a submission failed. Of Python it is the traceback: its own frames, and the last line among them. */
import type { GuestError } from '../../core/result.js'
import { DRIVER, isPython, PYTHON, usualName } from '../entry.js'

export interface Where {
  /** Without the frames of whoever started the submission. */
  readonly traceback: string
  /** A path of the submission; `null` where no frame lies there. */
  readonly file: string | null
  readonly line: number | null
  /** Nothing has run: the text is not a program. */
  readonly isCompiling: boolean
}

/** How a line begins that names a frame. */
const FRAME = '  File "'
const LINE = '", line '
const syntaxErrors = ['SyntaxError', 'IndentationError', 'TabError']
/** CPython's words for a source with NUL in it. */
const NUL_IN_SOURCE = 'source code string cannot contain null bytes'

/** What the runtime calls the program that it is given. */
const PROGRAM = 'main.py'

export interface StartedAs {
  /** Default: python. */
  readonly runtime?: string
  /** The path of the submission that was run as the program, under the runtime's name for it. */
  readonly program?: string
  /** What the runtime calls its program is not the submission, but has started it. */
  readonly isDriven?: boolean
}

/** @param files Paths of the submission, as the guest sees them without the first `/`. */
export function whereOf(error: GuestError, files: readonly string[], started: StartedAs): Where {
  const { runtime = PYTHON, program, isDriven } = started
  if (!isPython(runtime)) return whereElse(error, runtime, program ?? null)
  const { type, message } = error
  const all = error.traceback.split('\n').map((line) => renamed(line, isDriven === true ? undefined : program))
  const lines = isDriven === true ? withoutDriver(all) : all
  const frames = lines.flatMap((line) => frameOf(line) ?? [])
  const known = new Set(files)
  const own = frames.filter(({ path }) => known.has(path)).at(-1)
  const isSyntax = syntaxErrors.includes(type) && frames.at(-1)?.isCompiling === true && own === frames.at(-1)
  // Of a file that cannot even be read, there is no place.
  const isCompiling =
    isSyntax || (syntaxErrors.includes(type) && frames.length === 0) || (message === NUL_IN_SOURCE && own === undefined)
  return { traceback: lines.join('\n').trim(), file: own?.path ?? null, line: own?.line ?? null, isCompiling }
}

/** Errors of other languages than Python that say, by their type or traceback, that nothing has run. */
const compileErrors: Readonly<Record<string, (error: GuestError) => boolean>> = {
  // A frame of a function has parentheses: what is parsed at run time has one.
  quickjs: ({ type, traceback }) => type === 'SyntaxError' && /^[^\n]*\n {4}at [^()\n]+\n*$/.test(traceback),
  ruby: ({ type }) => type === 'SyntaxError',
  php: ({ type }) => type === 'ParseError',
  c: isBuilding,
  cpp: isBuilding,
}

function isBuilding({ type }: GuestError): boolean {
  return type === 'CompileError' || type === 'LinkError'
}

function whereElse(error: GuestError, runtime: string, program: string | null): Where {
  const { line } = error
  const isCompiling = Object.hasOwn(compileErrors, runtime) && compileErrors[runtime]?.(error) === true
  const traceback = program === null ? error.traceback : named(error.traceback, program)
  return { traceback: traceback.trim(), file: line === null ? null : program, line, isCompiling }
}

/** Where the submission was run under the runtime's name for it, no other file had that. */
function named(text: string, program: string): string {
  const usual = usualName(program).replace(/\W/g, '\\$&')
  return text.replace(new RegExp(`(?<![\\w./-])/?${usual}(?![\\w-])`, 'g'), () => program)
}

/** Without the frames that stand before the submission's first. */
function withoutDriver(lines: readonly string[]): readonly string[] {
  const paths = lines.map((line) => frameOf(line)?.path)
  const first = paths.findIndex((path) => path !== undefined)
  const driver = paths[first] === DRIVER ? DRIVER : PROGRAM
  const own = paths.findIndex((path) => path !== undefined && path !== driver)
  return first === -1 || own === -1 ? lines : [...lines.slice(0, first), ...lines.slice(own)]
}

interface Frame {
  readonly path: string
  readonly line: number
  /** It has no function: the line is one that cannot be compiled. */
  readonly isCompiling: boolean
}

/** By hand, and in one pass: the submission has written the line, and a pattern goes back and forth in it. */
function frameOf(line: string): Frame | null {
  if (!line.startsWith(FRAME)) return null
  const end = line.indexOf(LINE, FRAME.length)
  if (end <= FRAME.length) return null
  const [digits = ''] = /^\d{0,20}/.exec(line.slice(end + LINE.length)) ?? []
  const rest = line.slice(end + LINE.length + digits.length)
  if (digits === '' || (rest !== '' && !rest.startsWith(', in '))) return null
  return { path: line.slice(FRAME.length, end), line: Number(digits), isCompiling: rest === '' }
}

/** Frames with the names that the student knows. */
function renamed(line: string, program = PROGRAM): string {
  if (!line.startsWith(FRAME)) return line
  let start = FRAME.length
  while (line[start] === '/') start += 1
  const end = line.indexOf('"', start)
  if (end <= start) return line
  const path = line.slice(start, end)
  return `${FRAME}${path === PROGRAM ? program : path}${line.slice(end)}`
}
