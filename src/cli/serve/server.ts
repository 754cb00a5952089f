/** A server from its first connection to its last. */
import { availableParallelism } from 'node:os'
import { thrownText } from '../../core/errors.js'
import { appWith } from '../../server/app.js'
import { DiskStore } from '../../server/cache/disk-store.js'
import { ResultCache } from '../../server/cache/result-cache.js'
import type { Key } from '../../server/keys/key.js'
import { listen } from '../../server/listen.js'
import type { ServerRunner } from '../../server/options.js'
import { Service } from '../../server/service.js'
import type { Context } from '../command.js'
import { loadTask } from '../grade/task.js'
import { commandLine } from '../messages.js'
import { dialectConfigOf } from './dialect-config.js'
import { isLoopback } from './loopback.js'
import { serveMessages as say } from './messages.js'
import type { Settings } from './settings.js'
import { trimWhenIdle } from './trim.js'

/** More workers than that come with the work. */
const MAX_WARMED = 8
/** Under which a machine calls itself. */
const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]']

export interface ServerParts {
  readonly settings: Settings
  readonly keys: readonly Key[]
  readonly runner: ServerRunner
  /** Ends all runs at once. */
  readonly closeRunner: () => Promise<void>
  /** Runs that are handed to the runner at a time. */
  readonly places: number
  /** Where answers are kept. */
  readonly resultsDir: string
  readonly context: Context
}

export interface StartedServer {
  readonly url: string
  /** Serves until the signal fires, and then what was taken. @returns The exit code. */
  untilDrained(stop: AbortSignal): Promise<number>
}

/** @throws whatever `listen` does. */
export async function startServer(parts: ServerParts): Promise<StartedServer> {
  const { settings, keys, runner, closeRunner, places, resultsDir, context } = parts
  const { stderr, interrupted } = context
  const isOwnMachine = isLoopback(settings.host) && keys.length === 0 && !settings.open
  const workers = settings.workers ?? availableParallelism()
  const { cache, everybody, tasks } = settings
  const disk = cache === undefined ? undefined : await DiskStore.open(resultsDir, cache).catch(() => undefined)
  const loaded = await Promise.all(
    tasks.map(
      async ({ name, path }) => [name, (await loadTask(path, { stdin: context.stdin, interrupted })).task] as const,
    ),
  )
  const service = new Service({
    runner,
    places,
    keys,
    tasks: Object.fromEntries(loaded),
    ...given({ queueLimit: settings.queue, bodyLimit: settings.bodyLimit, clock: settings.clock }),
    ...given({ dialects: settings.dialects, everybody, heartbeatMs: settings.heartbeatMs }),
    ...(cache !== undefined && { cache: new ResultCache({ bytes: cache, ...(disk !== undefined && { disk }) }) }),
    dialectConfig: await dialectConfigOf(settings),
    ...(settings.accessLog && { onAccess: (record) => void stderr.write(`${JSON.stringify(record)}\n`) }),
    onFault: (id, error) => void stderr.write(say.fault(id, faultText(error))),
  })
  service.isReady = settings.provision.length === 0
  const listening = await listen(appWith(service), {
    host: settings.host,
    port: settings.port,
    ...given({ headersMs: settings.headersMs, requestMs: settings.requestMs, idleMs: settings.idleMs }),
    ...given({ connections: settings.connections }),
    ...(isOwnMachine && { hosts: LOOPBACK_HOSTS }),
  })
  const trim = trimWhenIdle(() => service.answered)
  void warmUp()

  /** Made ready while requests are taken already: one that comes before waits for the same work. */
  async function warmUp(): Promise<void> {
    for (const runtime of settings.provision) {
      try {
        const startedMs = performance.now()
        const each = Array.from({ length: Math.min(workers, MAX_WARMED) }, () =>
          runner.run({ runtime, code: '', signal: interrupted }),
        )
        await Promise.all(each)
        stderr.write(say.provisioned(runtime, performance.now() - startedMs))
      } catch (error) {
        if (!interrupted.aborted) stderr.write(commandLine.warned(say.notProvisioned(runtime, thrownText(error))))
      }
    }
    service.isReady = true
  }

  return {
    url: listening.url,
    async untilDrained(stop) {
      if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }))
      stderr.write(say.draining(settings.drainMs))
      trim.stop()
      let left = 0
      const isDrained = await listening.close(settings.drainMs, async () => {
        left = service.admission.turns.busy
        // Its clients are told so.
        await closeRunner()
      })
      stderr.write(isDrained ? say.drained : say.cutOff(left))
      return isDrained ? 0 : 1
    },
  }
}

/** Only what was given: absent is not `undefined`. */
function given<T extends object>(all: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const some = Object.entries(all).filter(([, one]) => one !== undefined)
  return Object.fromEntries(some) as { [Name in keyof T]?: Exclude<T[Name], undefined> }
}

/** Whole, with the stack of a mistake of our own. */
function faultText(error: unknown): string {
  if (!(error instanceof Error)) return thrownText(error)
  const cause = error.cause === undefined ? '' : `; because: ${thrownText(error.cause)}`
  return `${'code' in error ? `${error.code}: ${error.message}` : (error.stack ?? error.message)}${cause}`
}
