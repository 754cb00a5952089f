import { readFile, writeFile } from 'node:fs/promises'
import { FuelcellError } from '../../core/errors.js'
import { packageVersion } from '../../core/package-version.js'
import { systemReason } from '../../core/system-reason.js'
import type { SessionOptions } from '../../runner/sessions/session.js'
import { closeRunner } from '../close-runner.js'
import { defineCommand } from '../command.js'
import { commandLine } from '../messages.js'
import { asText, cacheOptions, flag, limitOptions, limitsOf, value, wallOptions } from '../options.js'
import { provisioningProgress } from '../progress.js'
import { untilStopped } from '../until-stopped.js'
import { Loop } from './loop.js'
import { repl as say } from './messages.js'

/** `fuelcell repl`: Python, a step at a time. */
export const replCommand = defineCommand(
  {
    name: 'repl',
    usage: ['repl [options]'],
    describe:
      'Python in the sandbox, a step at a time: names, imports and files stay. Reads what is piped in as well. ' +
      'Ctrl-C stops a step and keeps the session, Ctrl-D ends; :help lists the commands for going back, copying and saving.',
    words: 'none',
    options: {
      runtime: value('NAME', asText, 'python or python-tuned. Default python'),
      'reset-globals': flag('Give each entry names of its own'),
      load: value('FILE', asText, 'Go on with a session that was saved'),
      save: value('FILE', asText, 'Save the session at the end'),
      quiet: flag('Print no banner and no fuel'),
      ...limitOptions,
      ...cacheOptions,
      ...wallOptions,
    },
    notes: 'Exit code: 0 at the end of the input, 126 for a fault. Limits are those of each step.',
    examples: [
      { command: 'fuelcell repl', meaning: 'try things' },
      { command: "printf 'x = 6\\nx * 7\\n' | fuelcell repl --quiet", meaning: 'feed it from elsewhere' },
    ],
  },
  async (values, _words, context) => {
    const { 'cache-dir': cacheDir, load, save, quiet = false } = values
    const from = load === undefined ? undefined : await read(load)
    const stop = AbortSignal.any([context.interrupted, context.outputClosed])
    const progress = provisioningProgress(context.stderr)
    const pending = context.createRunner({
      workers: 1,
      ...(cacheDir === undefined ? {} : { cacheDir }),
      ...(values.strict ? { strict: true } : {}),
      onProgress: progress.onProgress,
      onWarning: (message) => void context.stderr.write(commandLine.warned(message)),
    })
    try {
      const runner = await untilStopped(pending, stop)
      const limits = limitsOf(values)
      const options: SessionOptions = {
        ...(from === undefined ? { runtime: values.runtime ?? 'python' } : { from }),
        limits,
      }
      const session = await untilStopped(runner.openSession(options), stop)
      progress.clear()
      if (!quiet && context.stdout.isTTY === true)
        context.stdout.write(say.banner(await packageVersion(), session.runtime))
      const fresh = values['reset-globals'] ? { fresh: () => runner.openSession(options) } : {}
      const loop = new Loop({ runner, session, quiet, ...fresh }, context)
      await untilStopped(loop.run(), stop)
      if (save !== undefined) await writeFile(save, await loop.session.save(), { mode: 0o600 })
      return 0
    } finally {
      progress.clear()
      await closeRunner(pending, stop)
    }
  },
)

async function read(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (error) {
    throw new FuelcellError('invalid-option', `--load ${path}: ${systemReason(error)}`, { cause: error })
  }
}
