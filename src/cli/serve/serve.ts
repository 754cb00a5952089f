import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { FuelcellError } from '../../core/errors.js'
import { cacheDirectory } from '../../runtimes/cache/cache.js'
import { closeRunner } from '../close-runner.js'
import { defineCommand } from '../command.js'
import { commandLine } from '../messages.js'
import { provisioningProgress } from '../progress.js'
import { untilStopped } from '../until-stopped.js'
import { type FleetRunner, fleetBeside } from './fleet-runner.js'
import { isLoopback } from './loopback.js'
import { serveMessages as say } from './messages.js'
import { serveOptions } from './options.js'

/** Runs that are in a fleet's hands at a time where nothing else is said. */
const FLEET_PLACES = 1000

/** `fuelcell serve`: runs for whoever asks over HTTP. */
export const serveCommand = defineCommand(
  {
    name: 'serve',
    usage: ['serve [options]'],
    describe:
      'Serves runs over HTTP: its own interface, and those of woma, codapi, Piston, Judge0 and Jobe on the same port, so that their clients ' +
      'work unchanged. It needs no container and no root. SIGTERM lets what runs come to its end; a second one ends all at once. ' +
      'docs/server.md tells the rest.',
    words: 'none',
    options: serveOptions,
    examples: [
      { command: 'fuelcell serve', meaning: 'listen on http://127.0.0.1:3000' },
      { command: 'fuelcell serve --port 3000 --workers 4 --reset-globals', meaning: 'as woma is started' },
      {
        command: 'fuelcell serve --host 0.0.0.0 --key-file keys.yaml --cache 256MiB',
        meaning: 'for others, who need a key; equal requests are answered once',
      },
    ],
    notes: 'Exit code: 0 when all that ran came to its end; 1 when some was cut off; 126 when it could not start.',
  },
  async (values, _words, context) => {
    // Of all commands only this one needs a server.
    const { settingsOf } = await import('./settings.js')
    const settings = await settingsOf(values)
    const { keysOf } = await import('./keys.js')
    const keys = await keysOf(settings.keyFile, (warning) => context.stderr.write(commandLine.warned(warning)))
    if (!isLoopback(settings.host) && keys.length === 0 && !settings.open) {
      throw new FuelcellError('invalid-option', say.needsKey(settings.host))
    }
    if (values['pyodide-cache'] !== undefined) context.stderr.write(commandLine.warned(say.pyodideCache))
    const progress = provisioningProgress(context.stderr)
    const { cacheDir, workers } = settings
    const pending = context.createRunner({
      ...(workers !== undefined && { workers }),
      ...(cacheDir !== undefined && { cacheDir }),
      ...(settings.strict && { strict: true }),
      onProgress: progress.onProgress,
      onWarning: progress.onWarning,
    })
    const stop = context.interrupted
    let fleet: FleetRunner | undefined
    try {
      const local = await untilStopped(pending, stop)
      fleet = settings.redis === undefined ? undefined : await fleetBeside(local, settings.redis)
      const { startServer } = await import('./server.js')
      const atATime = workers ?? availableParallelism()
      const server = await startServer({
        settings,
        keys,
        runner: fleet?.runner ?? local,
        closeRunner: async () => {
          await Promise.all([fleet?.close(), local.close()])
        },
        // One that waits at the runner for each two that run, so that no worker waits for Node. A fleet has a queue of its own.
        places: fleet === undefined ? atATime + Math.ceil(atATime / 2) : (settings.queue ?? FLEET_PLACES),
        resultsDir: settings.cacheFolder ?? join(cacheDirectory(cacheDir, context.env), 'results'),
        context,
      })
      context.stdout.write(say.ready(server.url))
      return await server.untilDrained(stop)
    } finally {
      progress.clear()
      await fleet?.close()
      await closeRunner(pending, new AbortController().signal)
    }
  },
)
