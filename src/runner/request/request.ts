import type { Readable } from 'node:stream'
import type { Limits, RequestLimits } from '../../core/limits.js'
import type { BuildStage, Start } from '../../core/result.js'
import type { Call } from '../../core/tagged.js'
import type { Preopen } from '../../host/protocol.js'
import type { BuildOptions } from './parse-build.js'
import type { ParsedCall } from './parse-call.js'
import type { Stdin } from './stdin.js'

/** One run: what to run, in which world, within which limits. */
export interface RunRequest {
  /** Name of a runtime, such as `python`; or `wasm` for a module of your own. */
  readonly runtime: string
  /**
   * The program's text, or its bytes. It becomes the file `entry` in the run directory. For every runtime but `wasm`; may be left out when `entry` is
   * one of `files`.
   */
  readonly code?: string | Uint8Array
  /**
   * Path of the program in the run directory. Default: what the runtime's manifest says (`main.py`); another one chooses the cold start.
   * Without `code` it is taken out of `files`, for `wasm` too.
   */
  readonly entry?: string
  /** A WebAssembly command module for preview1: its bytes, or the path of a file. For the runtime `wasm` only. */
  readonly module?: Uint8Array | string
  /** Arguments after the program's name. Default none. */
  readonly args?: readonly string[]
  /** Environment variables beside the runtime's own, which they may override. Default none: nothing of the caller's environment is passed. */
  readonly env?: Readonly<Record<string, string>>
  /**
   * Standard input. Sources are read only as fast as the guest reads, and are closed when the run ends. One with a `byteLength` says how many bytes
   * will come, as `fstat` then tells the guest; of a string and bytes that is known. Default empty.
   */
  readonly stdin?: string | Uint8Array | AsyncIterable<Uint8Array> | Readable
  /**
   * Whether a read of stdin ends with a line, as of a terminal: for input that is typed while the program runs. Else a read waits until its
   * buffer is full or stdin ends. Default false; it changes what a program's reads cost.
   */
  readonly stdinLines?: boolean
  /** Files to find in the run directory, by relative path, folders nested or not. */
  readonly files?: FileTree
  /** Directories of this machine that the guest may use. Such a run gets a worker of its own. Default none. */
  readonly preopens?: readonly Preopen[]
  /** Whether the run directory is the guest's `/`. Only the runtime `wasm` can do without. Default true. */
  readonly chroot?: boolean
  /** How to start. Default: what the runtime's manifest says; `cold` for `wasm`, with preopens, and with variables that are read at boot. */
  readonly start?: Start
  /**
   * Python that runs before the code, in the same namespace and piece by piece, each compiled for itself; what it cost is told
   * apart, as `usage.setupFuel`. Not with `call` or `returns`. Needs a warm start. Default none.
   */
  readonly setup?: string | readonly string[]
  /**
   * Runs the code as a module instead of as a program, then calls one of its functions: what it gives becomes `returned`, what comes out
   * of it `raised`. Needs a warm start.
   */
  readonly call?: Call
  /** `last` gives the `repr` of a final expression as `value`, as a REPL would show it. Needs a warm start. */
  readonly returns?: 'last'
  /** Fuel between two looks at where the program is, 30 to 10,000,000: gives a `profile`. Needs a warm start. Default: none is made. */
  readonly profileFuel?: number
  /** Default: the runtime's own, else `defaultLimits`, for each limit that is absent. */
  readonly limits?: RequestLimits
  /** Options for the compiler, such as `-O0`, `-std=c11` or `-Wall`: those that the runtime's README lists. For runtimes that build their programs. Default none. */
  readonly compilerOptions?: readonly string[]
  /** Names of given files that are compiled and linked besides the code. For runtimes that build their programs. Default none. */
  readonly sources?: readonly string[]
  /** Where the virtual clock begins, in milliseconds since 1970. Default: now. The last moment is the end of the year 2553, where the clock of the runtime does not end before (`clockEndMs` of its manifest). */
  readonly clockStartMs?: number
  /** Seed of the random stream, 0 to 2^53 - 1; `random` draws one, which the Result reports. Default 0. */
  readonly seed?: number | 'random'
  /** Ends the run, which is then rejected with `aborted`. */
  readonly signal?: AbortSignal
  /** Told of output as it comes, in order. An error that it throws ends the run; a promise holds the guest back until it resolves, while its time goes on. */
  readonly onOutput?: OutputListener
  /** Whether the Result has the output. Where it is large and `onOutput` takes it, false keeps none of it in memory: streams of the Result are then empty. Default true. */
  readonly keepOutput?: boolean
}

export type OutputListener = ((chunk: OutputChunk) => void) | ((chunk: OutputChunk) => Promise<void>)

/** A request without its program. */
export type RunOptions = Omit<RunRequest, 'runtime' | 'code' | 'entry' | 'module'>

export interface OutputChunk {
  readonly stream: 'stdout' | 'stderr'
  readonly bytes: Uint8Array
  /** Set for what a tool says of a program that it could not build. Absent for what a guest writes. */
  readonly stage?: BuildStage
}

/** Files by name or path; a folder is a tree of its own. Two paths to one file, and a file in the way of a folder, are refused. */
export interface FileTree {
  readonly [name: string]: string | Uint8Array | FileTree
}

/** A request that was checked and has every default but those of its runtime. */
export interface ParsedRequest {
  /** The function that was given it, as errors name it. */
  readonly caller: string
  readonly runtime: string
  readonly program: { readonly code: Uint8Array } | ModuleProgram
  /** `undefined` for the runtime's own. */
  readonly entry: string | undefined
  readonly args: readonly string[]
  readonly env: ReadonlyArray<readonly [string, string]>
  readonly stdin: Stdin
  readonly stdinLines: boolean
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly preopens: readonly Preopen[]
  readonly chroot: boolean
  readonly start: Start | undefined
  readonly setup: readonly Uint8Array[]
  readonly call: ParsedCall | null
  readonly lastValue: boolean
  readonly profileFuel: number | null
  readonly limits: Limits
  /** Those of them that the caller gave. */
  readonly givenLimits: Partial<Limits>
  readonly build: BuildOptions
  readonly clockStartMs: number
  readonly seed: number
  readonly signal: AbortSignal | undefined
  readonly onOutput: OutputListener | undefined
  readonly keepOutput: boolean
}

/** A module of the caller's own: its bytes, or the path of a file. */
export interface ModuleProgram {
  readonly module: Uint8Array | string
  /** What its argv begins with. */
  readonly name: string
}
