import { extname } from 'node:path'
import { FuelcellError } from '../core/errors.js'
import { readClaims, resolveRuntime, runtimeOfFile } from '../runtimes/manifest/resolve.js'
import { defineCommand } from './command.js'
import { checkDirectories, takesRoot } from './directories.js'
import { readGivenFiles } from './given-files.js'
import { runGuest } from './guest-run.js'
import { commandLine as say } from './messages.js'
import {
  asText,
  cacheOptions,
  compileLimitOptions,
  compileLimitsOf,
  directoryOptions,
  exitCodeNotes,
  limitOptions,
  limitsOf,
  list,
  reportOptions,
  value,
  wallOptions,
  worldOf,
  worldOptions,
} from './options.js'
import { readProgram } from './read-program.js'
import { parseStart } from './world.js'

/** What runs where neither an option nor the name of a file says it. */
const USUAL_RUNTIME = 'python'
const MODULE_RUNTIME = 'wasm'

/** `fuelcell run`: a program under limits. */
export const runCommand = defineCommand(
  {
    name: 'run',
    usage: ['run [options] SCRIPT [args…]', 'run [options] -c CODE [args…]', 'run [options] - [args…]'],
    describe:
      'Runs a program in the sandbox, in the language that its name ends in. Its output streams as it comes, stdin is passed on, and ' +
      'everything after SCRIPT belongs to the program. With - the program itself is read from stdin.',
    words: 'guest',
    options: {
      c: value(
        'CODE',
        asText,
        'Run CODE instead of a file; options may still follow, and -- begins the program’s own arguments',
      ),
      runtime: value(
        'NAME',
        asText,
        'The language, by name or alias; `fuelcell runtimes` lists them. Default: by the end of SCRIPT (.py, …), else python',
      ),
      cc: list(
        'OPTION',
        asText,
        'An option for the compiler of a language that has one, such as --cc=-O0, --cc=-std=c11 or --cc=-Wall; may be repeated',
      ),
      ...limitOptions,
      ...compileLimitOptions,
      start: value(
        'START',
        parseStart,
        'cold boots the interpreter, warm continues from a snapshot of it. Default: warm where there is one',
      ),
      ...worldOptions,
      ...directoryOptions,
      ...reportOptions,
      ...cacheOptions,
      ...wallOptions,
    },
    examples: [
      { command: 'fuelcell run main.py --verbose', meaning: 'run a file; --verbose is for the program' },
      { command: "fuelcell run --fuel 400M -c 'print(6 * 7)'", meaning: 'run a line with at most 400,000,000 fuel' },
      { command: 'sort words.txt | fuelcell run --timeout 2s count.py', meaning: 'be a filter in a pipe' },
      { command: 'fuelcell run --file data --env LANG=C report.py', meaning: 'give a folder and a variable' },
      {
        command: 'fuelcell run --dir ./in::/in::ro --out ./made build.py',
        meaning: 'read a directory, keep what is made',
      },
      { command: 'fuelcell run --cc=-Wall --cc=-O0 main.c', meaning: 'build a C program and run it' },
      { command: 'fuelcell run --compile-timeout 5s main.cpp', meaning: 'wait no longer than that for its compiler' },
      { command: 'fuelcell run --json main.py | jq .usage', meaning: 'get the Result as data' },
    ],
    notes: exitCodeNotes,
  },
  async (values, words, context) => {
    const [script] = values.c === undefined ? words : []
    const name = values.runtime ?? (await runtimeOfScript(script))
    if (name === MODULE_RUNTIME) throw new FuelcellError('invalid-option', say.modulesAreExecuted(script))
    const runtime = await resolveRuntime(name)
    const limits = limitsOf(values, runtime.limits)
    const compileLimits = compileLimitsOf(values)
    if (runtime.stages === undefined) refuseBuildOptions(values, runtime.name)
    const preopens = await checkDirectories(values.dir)
    const root = preopens.find(takesRoot)
    if (root !== undefined) throw new FuelcellError('invalid-option', say.dirIsRoot(root.host))
    const { code, args, usedStdin } = await readProgram(words, values.c, limits.diskBytes, context)
    const files = withoutProgram(await readGivenFiles(values.file, limits), runtime.entry, code)
    const start = values.start === undefined ? {} : { start: values.start }
    const compilerOptions = values.cc.length === 0 ? {} : { compilerOptions: values.cc }
    const directories = preopens.length === 0 ? {} : { preopens }
    const request = {
      runtime: name,
      code,
      args,
      files,
      ...compilerOptions,
      ...directories,
      ...start,
      ...worldOf(values),
    }
    const givesStdin = !usedStdin && runtime.stdin !== 'program'
    return runGuest({ request, limits, compileLimits, givesStdin, out: values.out }, values, context)
  },
)

/** Where the program itself lies in a folder that was given, it is given already. Another file in its place is for the runner to refuse. */
function withoutProgram(
  files: Readonly<Record<string, Uint8Array>>,
  entry: string,
  code: string | Uint8Array,
): Readonly<Record<string, Uint8Array>> {
  const { [entry]: same, ...others } = files
  return same !== undefined && Buffer.from(code).equals(same) ? others : files
}

/** @throws FuelcellError `invalid-option` for what is meant for the tools that build a program, where there are none. */
function refuseBuildOptions(values: Readonly<Record<string, unknown>>, runtime: string): void {
  const isGiven = (name: string) => (Array.isArray(values[name]) ? values[name].length > 0 : values[name] !== undefined)
  const given = ['cc', ...Object.keys(compileLimitOptions)].find(isGiven)
  if (given !== undefined) throw new FuelcellError('invalid-option', say.nothingToBuild(`--${given}`, runtime))
}

/** @throws FuelcellError `unknown-runtime` for a file of a language that nobody has, which the usual one would only misunderstand. */
async function runtimeOfScript(script: string | undefined): Promise<string> {
  const extension = script === undefined ? '' : extname(script).toLowerCase()
  if (script === undefined || extension === '') return USUAL_RUNTIME
  if (extension === '.wasm') return MODULE_RUNTIME
  const name = await runtimeOfFile(script)
  if (name !== undefined) return name
  const { extensions } = await readClaims()
  throw new FuelcellError('unknown-runtime', say.unknownExtension(script, extension, [...extensions.keys()].sort()))
}
