/** What the REPL prints. */
import { count } from '../../core/quoting.js'

export const repl = {
  banner: (version: string, runtime: string) => `fuelcell ${version}, ${runtime}; :help lists commands, Ctrl-D ends\n`,
  fuel: (fuel: number) => `${count(fuel)} fuel`,
  total: (fuel: number, steps: number) => `${count(fuel)} fuel in ${count(steps)} ${steps === 1 ? 'step' : 'steps'}\n`,
  ended: (status: string) => `the step was ended (${status}) and is undone\n`,
  stopped: 'stopped; the step is undone\n',
  help:
    ':undo       take the last step back\n' +
    ':fork       go on in a copy; :back returns to where it was made\n' +
    ':back       leave the copy\n' +
    ':save FILE  save the session; fuelcell repl --load FILE goes on with it\n' +
    ':files      list the files of the session\n' +
    ':fuel       tell what the session has cost\n' +
    ':help       this list\n',
  unknown: (word: string) => `there is no command ${word}; :help lists them\n`,
  nothing: 'there is no step to take back\n',
  noCopy: 'this is no copy\n',
  forked: 'this is a copy now; :back returns\n',
  saveWhere: ':save needs the name of a file\n',
  saved: (path: string, bytes: number) => `saved ${count(bytes)} bytes in ${path}\n`,
  failed: (reason: string) => `${reason}\n`,
} as const
