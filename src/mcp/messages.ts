/** What tools tell a model. */
import { count } from '../core/quoting.js'

export const mcp = {
  instructions:
    'Runs code in a sandbox without network, and says exactly what it cost in fuel (about one unit per instruction). ' +
    'run_code forgets everything afterwards; open_session and run_in_session keep state between steps of Python.',
  run: 'Run a program in a sandbox. Give files it needs in `files`; files that it makes come back. There is no network.',
  open: 'Open a session of Python: names, imports and files stay between run_in_session calls.',
  step: 'Run code in a session. The value of a last expression is given back. An exception keeps the state it came to.',
  fork: 'Copy a session: both go on from here, each for itself.',
  close: 'Forget a session.',
  grade: 'Mark a submission: `task` has a grade.yaml and its files, `files` what was handed in.',
  bench: 'Measure what a snippet costs in fuel, alone or for several sizes of a parameter.',
  list: 'List the languages that can be run.',
  left: (bytes: number) => `\n[… ${count(bytes)} bytes left out …]\n`,
  head: (status: string, exitCode: number | null, fuel: number) =>
    `status: ${status}${exitCode === null ? '' : `, exit code: ${exitCode}`}, fuel: ${count(fuel)}`,
  advice: {
    'out-of-fuel': 'It spent its fuel: look for a loop without end, or ask for more with `fuel`.',
    timeout: 'It ran for too long: do less in one call.',
    'out-of-memory': 'It used all its memory: hold less at a time.',
    'output-limit': 'It printed too much: print less, or write to a file.',
    'disk-limit': 'It wrote too much into its directory.',
    trap: 'It crashed: look for recursion without end or an access out of bounds.',
  },
  undone: 'The session is as it was before this step.',
  fault: (message: string) => `The sandbox could not do it: ${message}`,
  late: (seconds: number) => `it was not done within ${seconds} seconds; ask for less at a time`,
} as const
