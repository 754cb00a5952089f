/**
 * The frames that runner and host exchange. The twin of `host/crates/protocol/src/`: the same names in the same order.
 * A frame is a 4-byte little-endian length and one MessagePack map; `docs/protocol.md` tells the conversation.
 */
import { decode, encode } from '@msgpack/msgpack'
import type { GuestError, Status } from '../core/result.js'

/** Version of the conversation; a difference ends it with a message that names both. */
export const PROTOCOL_VERSION = 2
/** The largest frame either side accepts, in bytes. */
export const MAX_FRAME_BYTES = 64 * 1024 * 1024
/** The most file, input or output bytes that one frame carries. */
export const CHUNK_BYTES = 1024 * 1024

// ---- runner to host ----

export type ToHost =
  | ({ type: 'open' } & Open)
  | ({ type: 'compile' } & Compile)
  | ({ type: 'snapshot' } & Snapshot)
  | { type: 'archive'; id: number; archive: string }
  | { type: 'digest'; id: number; path: string }
  | ({ type: 'promote' } & Promote)
  | ({ type: 'file' } & FilePart)
  | ({ type: 'run' } & Run)
  | { type: 'input'; id: number; data: Uint8Array; last: boolean }
  | { type: 'forget'; image: number }

/** Loads modules with their mounts, opens directories and, with `seal`, closes the walls. */
export interface Open {
  readonly id: number
  readonly modules: readonly ModuleSource[]
  readonly mounts: readonly MountSource[]
  readonly preopens: readonly Preopen[]
  readonly seal: boolean
}

/** A compiled module to load under a name. `digest` is the BLAKE3 of the compiled file. */
export interface ModuleSource {
  readonly name: string
  readonly compiled: string
  readonly digest: string
  /** Set when the module is a snapshot: where its interpreter is called. */
  readonly reactor: Reactor | null
  /** Where its runs find their devices, if they have any. */
  readonly devices: string | null
}

/** Addresses and table indexes in a snapshot, as the host that made it reported them: kept for it, and never looked into. */
export type Reactor = Readonly<Record<string, number>>

/** A read-only directory that every run of a module sees. `digest` is the BLAKE3 of the archive. */
export interface MountSource {
  /** Name of the module, which is opened by the same request. */
  readonly module: string
  readonly guest: string
  readonly archive: string
  readonly digest: string
  /** Whether the file `report` in it can be written and comes back in the result. */
  readonly report: boolean
}

/** Compiles the module in `wasm` into `compiled`. */
export interface Compile {
  readonly id: number
  readonly wasm: string
  readonly sha256: string
  /** How large the stack in the module's memory becomes: 0 leaves it as it was linked; `null`: nothing is known of the module. */
  readonly stackPages: number | null
  readonly compiled: string
}

/** Boots the module in `wasm` with these files, arguments and environment, and compiles its snapshot into `compiled`. */
export interface Snapshot {
  readonly id: number
  readonly wasm: string
  readonly sha256: string
  readonly files: ReadonlyArray<readonly [path: string, data: Uint8Array]>
  readonly args: readonly string[]
  readonly env: ReadonlyArray<readonly [string, string]>
  /** The directories that its runs will see; `module` is not looked at. */
  readonly mounts: readonly MountSource[]
  readonly devices: string | null
  /** Set for a module that Asyncify has prepared: its snapshot is started, and goes on where the boot unwound. */
  readonly rewind: Rewind | null
  /** As of a module that is compiled. */
  readonly stackPages: number | null
  readonly compiled: string
}

/** What has to be known of a module to stop it while it is unwound. */
export interface Rewind {
  /** Index of the function that `_start` calls again for every rewinding. */
  readonly main: number
  /** Addresses of bytes that have to be 0 for `_start` to be called again. */
  readonly clear: readonly number[]
}

export interface Preopen {
  readonly host: string
  readonly guest: string
  readonly access: Access
}

export type Access = 'read' | 'read-write'

/** Writes the module in `wasm` with slots of its frames as locals into `promoted`. */
export interface Promote {
  readonly id: number
  readonly wasm: string
  readonly sha256: string
  /** Variadic functions, each with the parameter that points to the arguments. */
  readonly variadic: ReadonlyArray<readonly [function_: number, parameter: number]>
  /** Objects in frames: function, start counted from the frame's end, bytes. */
  readonly objects: ReadonlyArray<readonly [function_: number, start: number, bytes: number]>
  /** Rules that are left out, to see what each gains. */
  readonly without: readonly Rule[]
  readonly promoted: string
}

/** A rule of promotion that the module itself bears out; those that facts do are left out by leaving out the facts. */
export type Rule = 'callees' | 'frames' | 'variables'

/** A piece of a file: before `run` one for the guest to find, before `archive` one to put in it, before `result` one that the guest left. */
export interface FilePart {
  readonly id: number
  readonly path: string
  readonly data: Uint8Array
  readonly last: boolean
}

export interface Run {
  readonly id: number
  readonly module: string
  /** The whole argv, with the program's name first. */
  readonly args: readonly string[]
  readonly env: ReadonlyArray<readonly [string, string]>
  /** The file that holds the submitted code; it is not among the files that come back. */
  readonly entry: string | null
  /** Whether the run directory is the guest's `/`. */
  readonly chroot: boolean
  /** The first bytes of stdin; more come as `input` when the host pulls, unless `stdinLast`. */
  readonly stdin: Uint8Array
  readonly stdinLast: boolean
  /** How many bytes stdin has, if that is known. */
  readonly stdinBytes: number | null
  /** What a snapshot is given to run; `null` in a cold start, which finds everything in `args`, `env` and the files. */
  readonly program: Program | null
  readonly limits: RunLimits
  readonly clockStartMs: number
  readonly seed: number
}

export interface Program {
  /** The path of the code in the run directory; `null` for the runtime's own, with which the snapshot was taken. */
  readonly entry: string | null
  /** The caller's own arguments, behind those of the runtime. */
  readonly args: readonly string[]
  /** The caller's own environment, beside that of the runtime. */
  readonly env: ReadonlyArray<readonly [string, string]>
  /** What is run before the code, piece by piece, and metered apart. */
  readonly setup: readonly Uint8Array[]
  /** A function to call after the code has run, as JSON. */
  readonly call: Uint8Array | null
  /** Whether the value of a final expression is wanted. */
  readonly lastValue: boolean
  /** Fuel between two looks at where the program is, if a profile is wanted. */
  readonly profileFuel: number | null
  /** Under what number the worker may keep the state after compiling, which is then no part of the run's fuel; `null` where it is. */
  readonly image: number | null
  /** Whether compiling is all there is to do. */
  readonly compileOnly: boolean
}

export interface RunLimits {
  readonly fuel: number
  readonly timeoutMs: number
  readonly memoryPages: number
  readonly outputBytes: number
  readonly diskBytes: number
  readonly diskEntries: number
  readonly openFiles: number
}

// ---- host to runner ----

export type FromHost =
  | ({ type: 'hello' } & Hello)
  | { type: 'opened'; id: number; hardening: readonly Layer[] }
  | { type: 'compiled'; id: number; digest: string; bytes: number }
  | { type: 'snapshotted'; id: number; digest: string; bytes: number; reactor: Reactor | null }
  | { type: 'archived'; id: number; digest: string; bytes: number }
  | { type: 'digested'; id: number; digest: string }
  | ({ type: 'promoted' } & Promoted)
  | { type: 'output'; id: number; stream: 1 | 2; data: Uint8Array }
  | { type: 'pull'; id: number }
  | ({ type: 'file' } & FilePart)
  | ({ type: 'result' } & RunResult)
  | { type: 'failed'; id: number; code: FailureCode; message: string }

export interface Promoted {
  readonly id: number
  readonly sha256: string
  readonly bytes: number
  readonly functions: number
  readonly slots: number
  readonly frames: number
  /** What the module uses of WebAssembly that an optimiser has to be told, by the names of the proposals. */
  readonly features: readonly string[]
}

export interface Hello {
  readonly protocol: number
  readonly host: string
  readonly wasmtime: string
  /** Hash of the engine: code compiled under another one cannot be loaded. */
  readonly engine: string
  /** Hash of all in the host that a fuel figure depends on. */
  readonly fuelModel: string
  /** Before anything was opened; `opened` says what it came to. */
  readonly hardening: readonly Layer[]
}

/** One wall around the worker. */
export interface Layer {
  readonly layer: string
  /** A wall that is `ready` goes up when the worker is sealed, before its first run. */
  readonly state: 'on' | 'ready' | 'off' | 'unsupported'
  readonly detail: string
}

export interface RunResult {
  readonly id: number
  readonly status: Status
  readonly exitCode: number | null
  readonly trap: string | null
  /** Whether that is because the guest's stack was full. */
  readonly stackFull: boolean
  readonly fuel: number
  readonly fuelExact: boolean
  readonly compileFuel: number | null
  /** Whether compiling is no part of the fuel. */
  readonly compileFree: boolean
  /** What was used when the setup had ended, if there was one and it did. */
  readonly setupFuel: number | null
  /** What the code used after that, the interpreter's end not included. */
  readonly codeFuel: number | null
  readonly memoryPages: number
  readonly grownPages: number
  readonly outputBytes: number
  readonly diskBytes: number
  readonly diskEntries: number
  readonly openFiles: number
  readonly durationMs: number
  readonly truncatedStdout: boolean
  readonly truncatedStderr: boolean
  readonly deleted: readonly string[]
  readonly error: GuestError | null
  /** The `repr` of the final expression's value. */
  readonly value: string | null
  /** What the called function returned, as tagged JSON. */
  readonly returned: string | null
  /** What the guest wrote into the report of its mount; `null` when that is nothing. */
  readonly report: Uint8Array | null
  readonly profile: Profile | null
}

/** Where a run's fuel went. */
export interface Profile {
  readonly intervalFuel: number
  /** Of each piece of code. */
  readonly names: readonly string[]
  readonly files: readonly string[]
  readonly firstLines: readonly number[]
  /** Four numbers for each calling context: its parent or -1, its code, its line, its fuel without that of its callees. */
  readonly nodes: readonly number[]
  readonly outsideFuel: number
  readonly truncated: boolean
}

/** Why a request failed before or apart from the guest. */
export type FailureCode =
  | 'bad-request'
  | 'bad-module'
  | 'digest-mismatch'
  | 'snapshot-refused'
  | 'disk-full'
  | 'io'
  | 'internal'

// ---- frames ----

/** One message as a frame. */
export function encodeFrame(message: ToHost | FromHost): Uint8Array {
  const body = encode(message)
  const frame = new Uint8Array(4 + body.byteLength)
  new DataView(frame.buffer).setUint32(0, body.byteLength, true)
  frame.set(body, 4)
  return frame
}

/** The message in a frame's body, not yet checked. */
export function decodeBody(body: Uint8Array): unknown {
  return decode(body)
}
