import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { FuelcellError } from '../../core/errors.js'
import { packageVersion } from '../../core/package-version.js'
import { parseCount, parseDuration } from '../../core/sizes.js'
import type { AnnouncedRuntime } from '../../fleet/index.js'
import type { Runner } from '../../runner/runner.js'
import { examineRuntimes } from '../../runtimes/manifest/examine.js'
import { closeRunner } from '../close-runner.js'
import { defineCommand } from '../command.js'
import { greetHost } from '../greet-host.js'
import { commandLine } from '../messages.js'
import { asText, cacheOptions, list, value, wallOptions } from '../options.js'
import { provisioningProgress } from '../progress.js'
import { takeInventory } from '../runtimes/inventory.js'
import { untilStopped } from '../until-stopped.js'
import { fleetCommands as say } from './messages.js'
import { fleetOptions, unreachableOption } from './options.js'

const MAX_WORKERS = 1024
const parseWorkers = (text: string, option: string) => parseCount(text, option, MAX_WORKERS)
const WASM = 'wasm'

/** `fuelcell worker`: does the runs of a fleet. */
export const workerCommand = defineCommand(
  {
    name: 'worker',
    usage: ['worker [options]'],
    describe:
      'Takes runs off the queue of a fleet and answers them, until it is told to stop. Several may run, on any machines. ' +
      'The first SIGTERM or Ctrl-C lets it finish what it has; what a worker that is killed had, another one does again.',
    words: 'none',
    options: {
      ...fleetOptions,
      runtimes: list(
        'NAME',
        asText,
        'A runtime to offer; may be repeated. Default: those that the cache has, or else python; wasm always',
      ),
      workers: value('N', parseWorkers, 'Host processes. Default: the number of processors'),
      concurrency: value('N', parseWorkers, 'Runs that it holds at a time. Default: twice the workers'),
      lock: value('TIME', parseDuration, 'How long a job waits for a worker that gives no sign of life. Default 30s'),
      ...unreachableOption,
      ...cacheOptions,
      ...wallOptions,
    },
    notes: 'Exit code: 0 when it was told to stop and has, 126 for a fault.',
    examples: [
      { command: 'fuelcell worker --redis redis://127.0.0.1:6379', meaning: 'do runs on this machine' },
      { command: 'fuelcell worker --redis rediss://queue.example --runtimes python --workers 8', meaning: 'with TLS' },
    ],
  },
  async (values, _words, context) => {
    const { redis, prefix = 'fuelcell', 'cache-dir': cacheDir, workers = availableParallelism() } = values
    if (redis === undefined) throw new FuelcellError('invalid-option', say.noRedis('worker'))
    const slots = values.concurrency ?? 2 * workers
    const stop = AbortSignal.any([context.interrupted, context.outputClosed])
    const progress = provisioningProgress(context.stderr)
    const pending = context.createRunner({
      workers,
      // BullMQ bounds what it takes by queue; the runner must not refuse what was taken.
      queueLimit: 100_000,
      ...(cacheDir === undefined ? {} : { cacheDir }),
      ...(values.strict ? { strict: true } : {}),
      onProgress: progress.onProgress,
      onWarning: progress.onWarning,
    })
    try {
      const names = await chosen(values.runtimes, { cacheDir, env: context.env })
      const runner = await untilStopped(pending, stop)
      const runtimes = await untilStopped(announced(runner, names), stop)
      progress.clear()
      const { startFleetWorker } = await import('../../fleet/index.js')
      const worker = await startFleetWorker(runner, {
        redis,
        prefix,
        runtimes,
        slots,
        version: await packageVersion(),
        lockMs: values.lock ?? 30_000,
        unreachableMs: values.unreachable ?? 30_000,
        onWarning: (message) => void context.stderr.write(commandLine.warned(message)),
      })
      context.stdout.write(
        say.ready(
          worker.id,
          runtimes.map(({ name }) => name),
          slots,
        ),
      )
      if (!stop.aborted) await once(stop, 'abort')
      context.stderr.write(commandLine.warned(say.draining))
      await worker.close()
      return 0
    } finally {
      progress.clear()
      await closeRunner(pending, stop)
    }
  },
)

async function chosen(
  asked: readonly string[],
  where: Parameters<typeof takeInventory>[0],
): Promise<readonly string[]> {
  if (asked.length > 0) return [...new Set([...asked.flatMap((names) => names.split(',')), WASM])]
  const engines = await greetHost().then(({ hello }) => [hello.engine, hello.exceptions.engine])
  const { runtimes } = await takeInventory(where, engines)
  const there = runtimes.filter(({ starts }) => starts.some(({ provisioned }) => provisioned !== null))
  return [...(there.length === 0 ? ['python'] : there.map(({ name }) => name)), WASM]
}

async function announced(
  runner: Pick<Runner, 'provision'>,
  names: readonly string[],
): Promise<readonly AnnouncedRuntime[]> {
  const { sound } = await examineRuntimes()
  const unknown = names.filter(
    (name) => name !== WASM && !sound.some((one) => one.name === name || one.aliases?.includes(name)),
  )
  if (unknown.length > 0) throw new FuelcellError('unknown-runtime', say.unknown(unknown))
  const ready: AnnouncedRuntime[] = []
  // One after the other: a compilation takes all processors, and much memory.
  for (const asked of names) {
    const { name, epoch } = await runner.provision(asked)
    const { aliases = [], version = '' } = sound.find((one) => one.name === name) ?? {}
    ready.push({ name, aliases: [...aliases], version, epoch })
  }
  return ready
}
