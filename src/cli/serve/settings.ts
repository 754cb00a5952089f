/** Settings of a server, out of `serve.yaml` and the command line, which wins. */
import { dirname, isAbsolute, join } from 'node:path'
import { allowanceOf } from '../../server/allowance-schema.js'
import type { Allowance } from '../../server/keys/key.js'
import { readServeConfig, type ServeConfig } from './config.js'
import type { DialectSettings } from './dialect-config.js'
import type { ServeValues, TaskMapping } from './options.js'

export interface Settings {
  readonly host: string
  readonly port: number
  readonly workers: number | undefined
  readonly keyFile: string | undefined
  readonly open: boolean
  readonly dialects: readonly string[] | undefined
  readonly queue: number | undefined
  readonly bodyLimit: number | undefined
  readonly cache: number | undefined
  readonly cacheFolder: string | undefined
  readonly redis: string | undefined
  readonly clock: number | 'now' | undefined
  readonly tasks: readonly TaskMapping[]
  readonly drainMs: number
  readonly provision: readonly string[]
  readonly accessLog: boolean
  readonly resetGlobals: boolean
  readonly piston: DialectSettings['piston']
  readonly judge0: DialectSettings['judge0']
  readonly cacheDir: string | undefined
  readonly strict: boolean
  readonly headersMs: number | undefined
  readonly requestMs: number | undefined
  readonly idleMs: number | undefined
  readonly connections: number | undefined
  readonly heartbeatMs: number | undefined
  readonly everybody: Allowance | undefined
}

const DEFAULT_HOST = '127.0.0.1'
const DEFAULT_PORT = 3000
const DEFAULT_DRAIN_MS = 30_000

/** @throws FuelcellError as `readServeConfig`. */
export async function settingsOf(values: ServeValues): Promise<Settings> {
  const file: ServeConfig = values.config === undefined ? {} : await readServeConfig(values.config)
  const folder = values.config === undefined ? '' : dirname(values.config)
  const { limits, compileLimits, fuelPerMinute, runs, priority } = file
  const allowance = { limits, compileLimits, fuelPerMinute, runs, priority }
  const given = Object.fromEntries(Object.entries(allowance).filter(([, one]) => one !== undefined))
  const tasks = Object.entries(file.tasks ?? {}).map(([name, path]) => ({ name, path: below(folder, path) }))
  return {
    host: values.host ?? file.host ?? DEFAULT_HOST,
    port: values.port ?? file.port ?? DEFAULT_PORT,
    workers: values.workers ?? file.workers,
    keyFile: values['key-file'] ?? (file.keyFile === undefined ? undefined : below(folder, file.keyFile)),
    open: values.open ?? file.open ?? false,
    dialects: values.dialects ?? file.dialects,
    queue: values.queue ?? file.queue,
    bodyLimit: values['body-limit'] ?? file.bodyLimit,
    cache: values.cache ?? file.cache,
    cacheFolder:
      values['cache-folder'] ?? (file.cacheFolder === undefined ? undefined : below(folder, file.cacheFolder)),
    redis: values.redis ?? file.redis,
    clock: values.clock ?? file.clock,
    tasks: [...tasks.filter(({ name }) => values.task.every((one) => one.name !== name)), ...values.task],
    drainMs: values.drain ?? file.drain ?? DEFAULT_DRAIN_MS,
    provision: values.provision ?? file.provision ?? ['python'],
    accessLog: values['access-log'] ?? file.accessLog ?? true,
    resetGlobals: values['reset-globals'] ?? file.resetGlobals ?? false,
    piston: { ...file.piston, ...(values['piston-versions'] !== undefined && { versions: values['piston-versions'] }) },
    judge0: { ...file.judge0, ...(values['judge0-time'] !== undefined && { time: values['judge0-time'] }) },
    cacheDir: values['cache-dir'] ?? (file.cacheDir === undefined ? undefined : below(folder, file.cacheDir)),
    strict: values.strict ?? file.strict ?? false,
    headersMs: file.headersTimeout,
    requestMs: file.requestTimeout,
    idleMs: file.idleTimeout,
    connections: file.connections,
    heartbeatMs: file.heartbeat,
    everybody: Object.keys(given).length === 0 ? undefined : allowanceOf(given),
  }
}

/** Paths in a file are beside it. */
function below(folder: string, path: string): string {
  return isAbsolute(path) ? path : join(folder, path)
}
