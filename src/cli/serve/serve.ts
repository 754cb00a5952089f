import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { FuelcellError, thrownText } from '../../core/errors.js'
import { parseBytes, parseCount, parseDuration } from '../../core/sizes.js'
import { systemReason } from '../../core/system-reason.js'
import type { Runner } from '../../runner/runner.js'
import type { Keys } from '../../server/index.js'
import { server as say } from '../../server/messages.js'
import { closeRunner } from '../close-runner.js'
import { type Context, defineCommand } from '../command.js'
import { loadTask } from '../grade/task.js'
import { commandLine } from '../messages.js'
import { asText, cacheOptions, flag, list, value, wallOptions } from '../options.js'
import { untilStopped } from '../until-stopped.js'
import { readServeConfig, type ServeConfig } from './config.js'
import { dialectConfigOf, parseChoice, timeSchema, versionsSchema } from './dialect-config.js'

const MAX_PORT = 65_535
const MAX_WORKERS = 1024
const MAX_QUEUE = 1_000_000
const GIB = 1024 ** 3
const DEFAULT_PORT = 3000
const DEFAULT_DRAIN_MS = 10_000
const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

const parsePort = (text: string, option: string) => (text === '0' ? 0 : parseCount(text, option, MAX_PORT))
const parseWorkers = (text: string, option: string) => parseCount(text, option, MAX_WORKERS)
const parseQueue = (text: string, option: string) => parseCount(text, option, MAX_QUEUE)
const parseSize = (text: string, option: string) => parseBytes(text, option, 1024 * GIB)

/** `fuelcell serve`: runs for whoever speaks HTTP. */
export const serveCommand = defineCommand(
  {
    name: 'serve',
    usage: ['serve [options]'],
    describe:
      'Serves runs over HTTP: the native API under /v1, described by /openapi.json, and the dialects of woma, codapi, Piston, ' +
      'Judge0 and Jobe, so that their clients work unchanged. Without keys it listens on this machine alone.',
    words: 'none',
    options: {
      host: value(
        'ADDRESS',
        asText,
        'Where to listen. Default 127.0.0.1; any other address needs --key-file or --open',
      ),
      port: value('PORT', parsePort, `Default ${DEFAULT_PORT}; 0 takes any that is free`),
      workers: value('N', parseWorkers, 'Runs that go on at a time. Default: the number of processors'),
      'key-file': value('FILE', asText, 'Keys and what each may do, as YAML; docs/server.md has the fields'),
      open: flag('Anybody who reaches the address may run code'),
      dialects: list(
        'NAME',
        asText,
        'A dialect to speak; may be repeated, or a list with commas. Default all; none turns them off',
      ),
      queue: value('N', parseQueue, 'Runs of each priority that may wait; more are answered with 429. Default 1000'),
      body: value('SIZE', parseSize, 'Most bytes of a request. Default 8MiB'),
      cache: value(
        'SIZE',
        parseSize,
        'Keep Results of runs with a fixed clock, up to this size in memory. Default: none',
      ),
      'cache-folder': value('FOLDER', asText, 'Keep them in this folder too'),
      drain: value('TIME', parseDuration, 'How long runs may go on after SIGTERM. Default 10s'),
      'reset-globals': flag('In woma’s dialect, give each call names of its own'),
      'piston-versions': value(
        'lenient|strict',
        parseChoice(versionsSchema),
        'In Piston’s dialect, whether an exact version that is not there gets the newest of its language. Default lenient',
      ),
      'judge0-time': value(
        'fuel|wall',
        parseChoice(timeSchema),
        'In Judge0’s dialect, whether the field time is of fuel, which repeats, or on the clock. Default fuel',
      ),
      'pyodide-cache': value('PATH', asText, 'Accepted and ignored, for command lines of woma'),
      task: list('NAME=FOLDER', asText, 'A task that may be graded by its name; may be repeated'),
      redis: value('URL', asText, 'Have the runs done by a fleet; docs/fleet.md'),
      config: value('FILE', asText, 'These options as YAML; the command line wins'),
      quiet: flag('Write no access log'),
      ...cacheOptions,
      ...wallOptions,
    },
    notes: 'Exit code: 0 when it was told to stop and has, 126 for a fault.',
    examples: [
      { command: 'fuelcell serve', meaning: 'serve this machine on port 3000' },
      { command: 'fuelcell serve --host 0.0.0.0 --key-file keys.yaml', meaning: 'serve others, by key' },
      { command: 'fuelcell serve --port 3000 --workers 4 --reset-globals', meaning: 'stand in for woma' },
    ],
  },
  async (values, _words, context) => {
    const given = values.config === undefined ? {} : await readServeConfig(values.config)
    const { host, port, workers, keyFile, isOpen, ...settings } = merged(values, given)
    const keys = keyFile === undefined ? undefined : await readKeys(keyFile)
    if (!loopback.has(host) && keys === undefined && !isOpen) {
      throw new FuelcellError('invalid-option', say.needsKey(host))
    }
    const tasks = await tasksOf(settings.tasks, context)
    const stop = AbortSignal.any([context.interrupted, context.outputClosed])
    const cacheDir = values['cache-dir']
    const warn = (message: string) => void context.stderr.write(commandLine.warned(message))
    const pending = context.createRunner({
      workers,
      queueLimit: MAX_QUEUE,
      ...(cacheDir === undefined ? {} : { cacheDir }),
      ...(values.strict ? { strict: true } : {}),
      onWarning: warn,
    })
    const closers: Array<() => Promise<unknown>> = [() => closeRunner(pending, stop)]
    try {
      const local = await untilStopped(pending, stop)
      const runner = settings.redis === undefined ? local : await onFleet(local, settings.redis, closers)
      const { createApp, listen } = await import('../../server/index.js')
      const app = await createApp({
        runner,
        slots: settings.redis === undefined ? workers : settings.queue,
        queueLimit: settings.queue,
        ...(keys === undefined ? {} : { keys }),
        ...(settings.dialects === undefined ? {} : { dialects: settings.dialects }),
        dialectConfig: await dialectConfigOf({ ...settings.ofDialects, resetGlobals: settings.resetGlobals }),
        ...(settings.body === undefined ? {} : { bodyLimit: settings.body }),
        cacheBytes: settings.cache,
        ...(settings.cacheFolder === undefined ? {} : { cacheFolder: settings.cacheFolder }),
        tasks,
        ...(values.quiet ? {} : { onAccess: (access) => void context.stderr.write(`${JSON.stringify(access)}\n`) }),
        onFault: (error) => warn(error instanceof Error ? (error.stack ?? error.message) : thrownText(error)),
      })
      const hosts =
        loopback.has(host) && keys === undefined && !isOpen ? { hosts: ['127.0.0.1', 'localhost', '[::1]'] } : {}
      const listening = await listen(app, { host, port, ...hosts })
      context.stdout.write(say.listening(listening.url, workers))
      if (!stop.aborted) await once(stop, 'abort')
      context.stderr.write(commandLine.warned(say.draining2))
      await listening.close(settings.drainMs)
      return 0
    } finally {
      for (const close of closers.reverse()) await close()
    }
  },
)

type Values = Readonly<Record<string, unknown>>

function merged(values: Values, config: ServeConfig) {
  const pick = <T>(name: string, other: T | undefined): T | undefined => (values[name] as T | undefined) ?? other
  const named = values.dialects as readonly string[]
  const dialects =
    named.length > 0 ? named.flatMap((names) => names.split(',')).filter((one) => one !== 'none') : undefined
  return {
    host: pick('host', config.host) ?? '127.0.0.1',
    port: pick('port', config.port) ?? DEFAULT_PORT,
    workers: pick('workers', config.workers) ?? availableParallelism(),
    keyFile: pick('key-file', config.keyFile),
    isOpen: pick('open', config.open) ?? false,
    dialects: dialects ?? config.dialects,
    queue: pick('queue', config.queue) ?? 1000,
    body: pick('body', config.body),
    cache: pick('cache', config.cache) ?? 0,
    cacheFolder: pick('cache-folder', config.cacheFolder),
    drainMs: pick('drain', config.drainMs) ?? DEFAULT_DRAIN_MS,
    resetGlobals: pick('reset-globals', config.resetGlobals) ?? false,
    redis: pick('redis', config.redis),
    ofDialects: {
      piston: given({ ...config.piston, versions: pick('piston-versions', config.piston?.versions) }),
      judge0: given({ ...config.judge0, time: pick('judge0-time', config.judge0?.time) }),
      workers: pick('workers', config.workers),
    },
    tasks: [
      ...Object.entries(config.tasks ?? {}),
      ...(values.task as readonly string[]).map((text): [string, string] => {
        const at = text.indexOf('=')
        if (at < 1) throw new FuelcellError('invalid-option', `--task ${text}: it must be NAME=FOLDER`)
        return [text.slice(0, at), text.slice(at + 1)]
      }),
    ],
  }
}

/** Without what is absent. */
function given<T extends object>(values: T): { [Name in keyof T]: Exclude<T[Name], undefined> } {
  const there = Object.entries(values).filter(([, one]) => one !== undefined)
  return Object.fromEntries(there) as { [Name in keyof T]: Exclude<T[Name], undefined> }
}

async function readKeys(path: string): Promise<Keys> {
  const { parseKeyFile } = await import('../../server/index.js')
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    throw new FuelcellError('invalid-option', say.keyFile(path, systemReason(error)), { cause: error })
  }
  return parseKeyFile(text, path)
}

async function tasksOf(named: ReadonlyArray<readonly [string, string]>, context: Context) {
  const tasks = new Map<string, Awaited<ReturnType<typeof loadTask>>['task']>()
  for (const [name, folder] of named) tasks.set(name, (await loadTask(folder, context)).task)
  return tasks
}

/** Runs go to the fleet; programs are still made and run here. */
async function onFleet(
  local: Runner,
  redis: string,
  closers: Array<() => Promise<unknown>>,
): Promise<Pick<Runner, 'run' | 'compile' | 'provision'>> {
  const { openFleet } = await import('../../fleet/index.js')
  const fleet = await openFleet({ redis })
  closers.push(() => fleet.close())
  return {
    run: (request) => fleet.run(request),
    compile: (...given) => local.compile(...given),
    provision: (...given) => local.provision(...given),
  }
}
