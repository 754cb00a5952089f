import { defineCommand } from './command.js'
import { readGivenFiles } from './given-files.js'
import { runGuest } from './guest-run.js'
import {
  asText,
  cacheOptions,
  exitCodeNotes,
  limitOptions,
  limitsOf,
  reportOptions,
  value,
  wallOptions,
  worldOf,
  worldOptions,
} from './options.js'
import { readProgram } from './program.js'
import { parseStart } from './world.js'

/** `fuelcell run`: a Python program under limits. */
export const runCommand = defineCommand(
  {
    name: 'run',
    usage: ['run [options] SCRIPT [args…]', 'run [options] -c CODE [args…]', 'run [options] - [args…]'],
    describe:
      'Runs a Python program in the sandbox. Its output streams as it comes, stdin is passed on, and everything after SCRIPT ' +
      'belongs to the program. With - the program itself is read from stdin.',
    words: 'guest',
    options: {
      c: value(
        'CODE',
        asText,
        'Run CODE instead of a file; options may still follow, and -- begins the program’s own arguments',
      ),
      ...limitOptions,
      start: value(
        'START',
        parseStart,
        'cold boots the interpreter, warm continues from a snapshot of it. Default: warm where there is one',
      ),
      ...worldOptions,
      ...reportOptions,
      ...cacheOptions,
      ...wallOptions,
    },
    examples: [
      { command: 'fuelcell run main.py --verbose', meaning: 'run a file; --verbose is for the program' },
      { command: "fuelcell run --fuel 400M -c 'print(6 * 7)'", meaning: 'run a line with at most 400,000,000 fuel' },
      { command: 'sort words.txt | fuelcell run --timeout 2s count.py', meaning: 'be a filter in a pipe' },
      { command: 'fuelcell run --file data --env LANG=C report.py', meaning: 'give a folder and a variable' },
      { command: 'fuelcell run --json main.py | jq .usage', meaning: 'get the Result as data' },
    ],
    notes: exitCodeNotes,
  },
  async (values, words, context) => {
    const limits = limitsOf(values)
    const { code, args, usedStdin } = await readProgram(words, values.c, limits.diskBytes, context)
    const files = await readGivenFiles(values.file, limits)
    const start = values.start === undefined ? {} : { start: values.start }
    const request = { runtime: 'python', code, args, files, ...start, ...worldOf(values) }
    return runGuest({ request, limits, givesStdin: !usedStdin }, values, context)
  },
)
