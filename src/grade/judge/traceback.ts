/** What an interpreter's traceback says of the submission: its own frames, and the last line among them. */
import type { GuestError } from '../../result.js'

export interface Where {
  /** Without the frames of whoever started the submission. */
  readonly traceback: string
  /** A path of the submission; `null` where no frame lies there. */
  readonly file: string | null
  readonly line: number | null
  /** Nothing has run: the text is not a program. */
  readonly isCompiling: boolean
}

const frame = /^ {2}File "(.*)", line (\d+)(, in .*)?$/
const syntaxErrors = ['SyntaxError', 'IndentationError', 'TabError']
/** CPython's words for a source with NUL in it. */
const NUL_IN_SOURCE = 'source code string cannot contain null bytes'

/** What the runtime calls the program that it is given. */
const PROGRAM = 'main.py'

/**
 * @param files Paths of the submission, as the guest sees them without the first `/`.
 * @param program The path that was run as the program, under the runtime's name for it; `null` where something was called.
 */
export function whereOf(error: GuestError, files: readonly string[], program: string | null): Where {
  const { type, message } = error
  const lines = error.traceback.split('\n').map((line) => renamed(line, program))
  const starters = lines.findLastIndex((line, index) => line.startsWith('  File "<frozen importlib') && index < 40)
  const firstOwn = lines.findIndex((line, index) => index > starters && frame.test(line))
  const head = lines.findIndex((line) => frame.test(line))
  const cut = starters === -1 || firstOwn === -1 ? lines : [...lines.slice(0, head), ...lines.slice(firstOwn)]
  const frames = cut.flatMap((line) => {
    const [, path = '', number = '0', within] = frame.exec(line) ?? []
    return path === ''
      ? []
      : [{ path: path.replace(/^\/+/, ''), line: Number(number), isCompiling: within === undefined }]
  })
  const own = frames.filter(({ path }) => files.includes(path)).at(-1)
  const isSyntax = syntaxErrors.includes(type) && frames.at(-1)?.isCompiling === true && own === frames.at(-1)
  const isCompiling = isSyntax || (message === NUL_IN_SOURCE && own === undefined)
  return { traceback: cut.join('\n').trim(), file: own?.path ?? null, line: own?.line ?? null, isCompiling }
}

/** Frames with the names that the student knows. */
function renamed(line: string, program: string | null): string {
  const [, path = '', rest = ''] = /^ {2}File "\/*([^"]*)"(.*)$/.exec(line) ?? []
  if (path === '') return line
  return `  File "${path === PROGRAM && program !== null ? program : path}"${rest}`
}
