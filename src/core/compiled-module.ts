/** A module that is compiled, as runtimes make it and the host opens it. */

/** A compiled module as the host is asked to open it; `digest` is the BLAKE3 of the file `compiled`. */
export interface CompiledModule {
  readonly name: string
  readonly compiled: string
  readonly digest: string
  /** Set for a snapshot that is called: what the host reported of it, for the host that opens it. */
  readonly reactor: Reactor | null
  readonly mounts: readonly Mount[]
  /** Where its runs find their devices, if they have any. */
  readonly devices: string | null
  /** What is special about the module, if anything is. */
  readonly needs: Needs | null
  /** The memory that its runs begin with, where that is a file of its own; `digest` is the BLAKE3 of the file. */
  readonly image: { readonly path: string; readonly digest: string } | null
}

/** What is special about a runtime's module; strangers' modules have nothing of it. */
export interface Needs {
  /** Whether it throws exceptions of WebAssembly: an engine of its own compiles and runs it. */
  readonly exceptions: boolean
  /** The most elements of a table; `null`: what tables may have elsewhere. */
  readonly tableElements: number | null
  /** Functions that it imports and nobody provides: each gives a number and does nothing. */
  readonly stubs: ReadonlyArray<{ readonly module: string; readonly name: string; readonly answer: number }>
  /** Exported functions that a cold start calls one after the other; none: `_start`. */
  readonly starts: readonly string[]
}

/** A directory that every run of a module sees; `digest` is the BLAKE3 of the file `archive`. */
export interface Mount {
  readonly guest: string
  readonly archive: string
  readonly digest: string
  /** Whether it has a file `report` that can be written. */
  readonly report: boolean
}

/** Addresses in a snapshot, by names that only the host knows. */
export type Reactor = Readonly<Record<string, number>>
