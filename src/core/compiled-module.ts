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
