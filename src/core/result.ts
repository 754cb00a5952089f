import type { FuelProfile } from './fuel-profile.js'
import type { Raised, Tagged } from './tagged.js'

/** How a run ended. Exactly one of these, recorded by the layer that saw it first. */
export type Status = 'exit' | 'out-of-fuel' | 'timeout' | 'out-of-memory' | 'output-limit' | 'disk-limit' | 'trap'

/** The steps that make a program of sources, where a runtime has such. */
export type BuildStage = 'compile' | 'link'

/** How a run began: `cold` instantiates the runtime and boots it; `warm` instantiates a snapshot of the booted runtime. */
export type Start = 'cold' | 'warm'

/** What a run used. The names mirror those of {@link Limits}; units are in the names. */
export interface Usage {
  /** Fuel spent, about one unit per WebAssembly instruction, host charges included. Equals the limit when the status is `out-of-fuel`. */
  readonly fuel: number
  /** False when a trap or a deadline ended the run: `fuel` is then a lower bound, short by at most one yield interval (10,000,000). */
  readonly fuelExact: boolean
  /** Fuel that an empty program costs from this start; 0 for plain WebAssembly modules. Net fuel is `fuel - startupFuel`, never below 0. */
  readonly startupFuel: number
  /** The part of the net fuel that turned the source into bytecode. Known only in a warm start; absent otherwise. */
  readonly compileFuel?: number
  /**
   * Fuel that the setup cost, above an empty one. Absent without a setup, and when it did not come to its end: the code has not run then.
   * With a call, what was used when the code began to run as a module: the interpreter's own work, compiling and turning arguments into values.
   */
  readonly setupFuel?: number
  /**
   * Fuel that the code cost after the setup, its compiling and the flushing of what it printed included, above an empty one. What
   * the interpreter does at its end, such as freeing what is left, is not in it. Present where `setupFuel` is. With a call, what was used from
   * there until the function had returned; without a return, all the rest. The host notes both, out of reach of the program, and reads the
   * returned value itself, at no cost.
   */
  readonly codeFuel?: number
  /** Size of the guest's memory at its largest, in pages of 64 KiB. */
  readonly memoryPages: number
  /** Pages above those that the module started with. */
  readonly grownPages: number
  /** `memoryPages` in bytes. */
  readonly memoryBytes: number
  /** Bytes kept of stdout and stderr together. */
  readonly outputBytes: number
  /** Bytes in the run directory at their most. */
  readonly diskBytes: number
  /** Entries (files, directories, links) in the run directory at their most. */
  readonly diskEntries: number
  /** Descriptors that the guest had open at once at the most, counted like those of a process: the three standard streams and the preopens, the run directory among them, too. */
  readonly openFiles: number
  /** Wall time in the host from instantiation to the end, in milliseconds. Not reproducible. */
  readonly durationMs: number
}

/**
 * An error that the interpreter reported as data. Never scraped from stderr; absent in a cold start, unless the runtime's mount has a
 * report. It is what the guest says of itself, and no verdict.
 */
export interface GuestError {
  /** Name of the exception's type, such as `ZeroDivisionError`. */
  readonly type: string
  /** `str()` of the exception. */
  readonly message: string
  /** Line of the innermost frame in the submitted code, counted from 1; `null` when no frame lies there. */
  readonly line: number | null
  /** The traceback as the interpreter would print it, frames of the submitted code and its imports only; empty when a report has none. */
  readonly traceback: string
}

/** What a run printed and left behind. */
export interface Output {
  /** Stdout as text; bytes that are not UTF-8 become U+FFFD. */
  readonly stdout: string
  /** Stderr as text; bytes that are not UTF-8 become U+FFFD. */
  readonly stderr: string
  /** The exact bytes of stdout. */
  readonly stdoutBytes: Uint8Array
  /** The exact bytes of stderr. */
  readonly stderrBytes: Uint8Array
  /** Both streams as they came, as a terminal would have shown them. */
  readonly tty: string
  /** Whether bytes of a stream were dropped because it reached `limits.outputBytes`. */
  readonly truncated: { readonly stdout: boolean; readonly stderr: boolean }
  /** Regular files that the guest made or changed, by path relative to the run directory. */
  readonly files: Readonly<Record<string, Uint8Array>>
  /** Given files that the guest removed, sorted. */
  readonly deleted: readonly string[]
}

/** The world that the run lived in: with the same request, enough to get the same bytes and the same fuel again. */
export interface World {
  /** Where the virtual clock began, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly clockStartMs: number
  /** Seed of the random stream. */
  readonly seed: number
}

/** What one step of building a program came to. */
export interface StageResult {
  readonly stage: BuildStage
  /** The source that was compiled; `null` where all of them were worked on at once. */
  readonly source: string | null
  readonly status: Status
  /** The tool's exit code; `null` unless the status is `exit`. */
  readonly exitCode: number | null
  readonly usage: Usage
  readonly stdout: string
  /** The diagnostics, warnings among them. */
  readonly stderr: string
}

interface Common extends Output {
  /** True when the guest ended by itself with exit code 0. */
  readonly ok: boolean
  readonly usage: Usage
  /** Name of the runtime that ran. */
  readonly runtime: string
  /** The start that was used. */
  readonly start: Start
  readonly world: World
  /** Short hash of everything that a fuel figure depends on. Figures of different epochs are never comparable. */
  readonly fuelEpoch: string
  /** Where the fuel went, if `profileFuel` was asked for. */
  readonly profile?: FuelProfile
  /**
   * Which stage status, usage and output are of: the last that was reached. Absent where a runtime runs its code without building it,
   * unless that was compiled before.
   */
  readonly stage?: BuildStage | 'run'
  /** The steps that built the program, in order, the one that failed being the last. Absent like `stage`. */
  readonly stages?: readonly StageResult[]
}

/** What a run came to. What the guest did is here; what the caller or the sandbox did wrong is thrown as `FuelcellError`. */
export type Result = Common &
  (
    | {
        /** The guest ended by itself. */
        readonly status: 'exit'
        /** Its exit code, 0 to 255. An uncaught Python exception is 1, with `error` filled in a warm start. */
        readonly exitCode: number
        readonly error?: GuestError
        /** The `repr` of the final expression's value; absent when there was none or nobody asked (`returns: 'last'`). */
        readonly value?: string
        /** What the called function returned; absent when it did not return, or nothing was called. */
        readonly returned?: Tagged
        /** The exception that kept the called function from returning; absent where it ended otherwise, or nothing was called. */
        readonly raised?: Raised
      }
    | {
        readonly status: 'out-of-fuel' | 'timeout' | 'out-of-memory' | 'output-limit' | 'disk-limit'
        readonly exitCode: null
      }
    | {
        readonly status: 'trap'
        readonly exitCode: null
        /** What the engine says of the trap, such as `integer divide by zero`. */
        readonly trap: string
        /** Present where the guest's stack was full, in its memory or in the engine: no fault of WebAssembly, but calls or data nested too deeply. */
        readonly stackFull?: true
      }
  )

/** Net fuel: what the code itself cost above the start, never below 0. */
export function netFuel(usage: Pick<Usage, 'fuel' | 'startupFuel'>): number {
  return Math.max(0, usage.fuel - usage.startupFuel)
}
