import { FuelcellError } from '../core/errors.js'
import { defineCommand } from './command.js'
import { checkDirectories, takesRoot } from './directories.js'
import { readGivenFiles } from './given-files.js'
import { runGuest } from './guest-run.js'
import { commandLine as say } from './messages.js'
import {
  cacheOptions,
  directoryOptions,
  exitCodeNotes,
  limitOptions,
  limitsOf,
  reportOptions,
  wallOptions,
  worldOf,
  worldOptions,
} from './options.js'

/** `fuelcell exec`: any WASI command module under the same limits. */
export const execCommand = defineCommand(
  {
    name: 'exec',
    usage: ['exec [options] MODULE [args…]'],
    describe:
      'Runs a WASI command module (.wasm, preview 1) under the same limits as `fuelcell run`. Everything after MODULE belongs to it. ' +
      'An empty private directory is its / unless --dir maps one there.',
    words: 'guest',
    options: {
      ...directoryOptions,
      ...limitOptions,
      ...worldOptions,
      ...reportOptions,
      ...cacheOptions,
      ...wallOptions,
    },
    examples: [
      { command: 'fuelcell exec app.wasm --port 80', meaning: 'run a module; --port is for it' },
      { command: 'fuelcell exec --dir ./data::/data::ro app.wasm', meaning: 'let it read a directory, as /data' },
      {
        command: 'fuelcell exec --fuel 1G --memory 1024 app.wasm',
        meaning: 'with a budget, and at most 1,024 pages (64 MiB)',
      },
    ],
    notes: exitCodeNotes,
  },
  async (values, words, context) => {
    const [module, ...args] = words
    if (module === undefined) throw new FuelcellError('invalid-option', say.moduleMissing)
    const limits = limitsOf(values)
    const preopens = await checkDirectories(values.dir)
    const files = await readGivenFiles(values.file, limits)
    // The run directory steps back when a directory of the caller's takes its place.
    const chroot = !preopens.some(takesRoot)
    const request = { runtime: 'wasm', module, args, files, preopens, chroot, ...worldOf(values) }
    return runGuest({ request, limits, givesStdin: true, out: values.out }, values, context)
  },
)
