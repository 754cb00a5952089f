import type { Start } from '../../core/result.js'
import type { ProgramRequest, RunLimits } from '../../host/protocol.js'
import { argvOf } from '../../runtimes/manifest/argv.js'
import { envOf } from '../../runtimes/manifest/env.js'
import type { Manifest } from '../../runtimes/manifest/manifest.js'
import type { ParsedRequest } from '../request/request.js'
import { StdinReader } from '../request/stdin.js'
import type { Job } from './run-on-worker.js'

/** What of a request matters to a worker; all but the world and the limits may be absent. */
type Asked = Pick<ParsedRequest, 'limits' | 'clockStartMs' | 'seed'> &
  Partial<
    Pick<
      ParsedRequest,
      | 'args'
      | 'env'
      | 'entry'
      | 'files'
      | 'onOutput'
      | 'keepOutput'
      | 'chroot'
      | 'stdinLines'
      | 'setup'
      | 'call'
      | 'lastValue'
      | 'profileFuel'
    >
  > & {
    readonly stdin?: StdinReader
    /** Under what number workers keep what is compiled, if they may. */
    readonly image?: number | undefined
    readonly compileOnly?: boolean
  }

/** A run of code in a runtime: the code is its entry file, and the manifest's arguments and environment come first. */
export function runtimeJob(
  { manifest, start }: { readonly manifest: Manifest; readonly start: Start },
  module: string,
  asked: Asked & { readonly code: Uint8Array },
): Job {
  const job = moduleJob(module, asked)
  const entry = entryOf(manifest, asked)
  return {
    ...job,
    files: new Map([...job.files, [entry, manifest.dropsMark === true ? withoutMark(asked.code) : asked.code]]),
    run: {
      ...job.run,
      args: argvOf(manifest, entry, asked.args ?? []),
      env: envOf(manifest, asked.env ?? []),
      entry,
      program: start === 'warm' && isCalled(manifest) ? programOf(asked, named(manifest, asked)) : null,
    },
  }
}

/** The text without the byte order mark (U+FEFF in UTF-8) that some editors put before it. */
function withoutMark(code: Uint8Array): Uint8Array {
  return code[0] === 0xef && code[1] === 0xbb && code[2] === 0xbf ? code.subarray(3) : code
}

/** Whether it has a snapshot that is called, and not started. */
export function isCalled({ starts }: Pick<Manifest, 'starts'>): boolean {
  return starts.warm !== undefined && starts.warm.rewind === undefined
}

/** The file that the code is in the run directory. */
export function entryOf(runtime: { readonly entry: string }, { call, entry }: Pick<Asked, 'call' | 'entry'>): string {
  return call?.file ?? entry ?? runtime.entry
}

/** The name of the code, where that is not what the snapshot was taken with. A call says so of its own. */
function named(runtime: { readonly entry: string }, { call, entry }: Pick<Asked, 'call' | 'entry'>): string | null {
  return call?.file ?? (entry === runtime.entry ? null : (entry ?? null))
}

/** A run of a module as it is; `args` is its whole argv. */
export function moduleJob(module: string, asked: Asked): Job {
  const { limits, clockStartMs, seed } = asked
  return {
    run: {
      module,
      args: asked.args ?? [],
      env: asked.env ?? [],
      entry: null,
      chroot: asked.chroot ?? true,
      stdinLines: asked.stdinLines ?? false,
      program: null,
      limits: runLimits(limits),
      clockStartMs,
      seed,
    },
    files: asked.files ?? new Map(),
    stdin: asked.stdin ?? new StdinReader(new Uint8Array(0)),
    onOutput: asked.onOutput,
    keepsOutput: asked.keepOutput ?? true,
  }
}

/** A snapshot that is called has its runtime's own arguments and environment in it, and is given only the caller's. */
function programOf(
  { args, env, setup, call, lastValue, profileFuel, image, compileOnly }: Asked,
  entry: string | null,
): ProgramRequest {
  return {
    entry,
    args: args ?? [],
    env: env ?? [],
    setup: setup ?? [],
    call: call?.bytes ?? null,
    lastValue: lastValue ?? false,
    profileFuel: profileFuel ?? null,
    image: image ?? null,
    compileOnly: compileOnly ?? false,
  }
}

/** Field by field, for the host refuses fields that it does not know. */
function runLimits(limits: ParsedRequest['limits']): RunLimits {
  const { fuel, timeoutMs, memoryPages, outputBytes, diskBytes, diskEntries, openFiles } = limits
  return { fuel, timeoutMs, memoryPages, outputBytes, diskBytes, diskEntries, openFiles }
}
