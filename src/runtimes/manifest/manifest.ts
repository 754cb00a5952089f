import type { Limits } from '../../core/limits.js'
import type { BuildStage, Start } from '../../core/result.js'

/** A language bundle as data: which wasm, how it is checked, and how it starts. One `manifest.json` per folder of `runtimes/`. */
export interface Manifest {
  /** Name that a request asks for; also the name of the folder. */
  readonly name: string
  /** Other names for it. No two runtimes may claim the same one. Default none. */
  readonly aliases?: readonly string[]
  /** How names of files in this language end, such as `.py`. No two runtimes may claim the same one. Default none. */
  readonly extensions?: readonly string[]
  /** What people call the language; runtimes of one language run the same programs. Default: the runtime's name, alone in its language. */
  readonly language?: string
  /** How a program's text gives names their values, for the parameters of bench. Default: it is not known. */
  readonly parameters?: Parameters
  /** Version of the language. */
  readonly version: string
  /** One line for people. */
  readonly title: string
  /** SPDX expression of what the wasm contains. */
  readonly licence: string
  /** Where the wasm was built and published. */
  readonly source: string
  /** For a runtime with stages: that of the first of them. */
  readonly wasm: Asset
  /** The wheel that assets are in which say `registry`. Default none. */
  readonly wheel?: Wheel
  /** What the wasm uses of WebAssembly that no module of a caller's may: it is compiled and run by an engine of its own. Default none. */
  readonly features?: readonly 'exceptions'[]
  /** The most elements of its table. Default: what any module may have, 20,000. */
  readonly tableElements?: number
  /** Functions that the wasm imports and nobody provides, by module, dot and name: the number that each gives. Default none. */
  readonly imports?: Readonly<Record<string, number>>
  /** Bytes of the wasm that are others before anything is made of it. Default none. */
  readonly patches?: readonly Patch[]
  /**
   * Pages of 64 KiB that the stack of C in the wasm's memory gets, behind all that it begins with, in place of the few that it was
   * linked with. Default: those.
   */
  readonly stackPages?: number
  /** What is compiled is the tuned wasm. Default: the wasm as it is. */
  readonly tune?: Tuning
  /**
   * argv, the program's name first. `{entry}`, also within an argument, stands for the entry's path, `{quotedEntry}` for
   * it between double quotes and escaped by backslashes; the user's arguments come where `{args}` stands, else at the end.
   */
  readonly args: readonly string[]
  /** The file in the run directory that holds the submitted code. */
  readonly entry: string
  /** Environment before the user's, which wins. */
  readonly env: Readonly<Record<string, string>>
  /** Whether a byte order mark at the beginning of the program is left out, which the language would stumble over. Default false. */
  readonly dropsMark?: boolean
  /**
   * What stands before the names of the user's variables when the module starts, so that it takes none of them for its own; a prelude
   * takes it off again. Default: nothing.
   */
  readonly envPrefix?: string
  readonly starts: Starts
  /** The start of a request that names none. */
  readonly defaultStart: Start
  /** Directories that every run sees besides its own, read-only. Default none. */
  readonly mounts?: readonly ManifestMount[]
  /**
   * Absolute paths of directories that are inside the wasm, and hide what the run directory has in their places: no file can be given
   * there. Default none.
   */
  readonly embedded?: readonly string[]
  /** Absolute path of a directory with the run's devices: `stdin`, `stdout`, `stderr`, `null` and others that stand in `docs/runtimes.md`. Default none. */
  readonly devices?: string
  /** The moment, in milliseconds since 1970, from which on the language cannot tell the time: no clock may begin there. Default: that of the host's own clock. */
  readonly clockEndMs?: number
  /** Limits of a request that gives none; what is absent here too has the general default. */
  readonly limits?: Partial<Limits>
  /** How a program is built before it runs. `args` is then the program's own argv. Default: the wasm runs the code itself. */
  readonly stages?: readonly Stage[]
  /**
   * `program` where what comes on stdin is run as more of the program: the command line then keeps its own stdin, which may never end, to
   * itself. Default: stdin is the program's input.
   */
  readonly stdin?: 'program'
  /** What people know from the language elsewhere and do not find here, a line each. Default nothing. */
  readonly missing?: readonly string[]
}

/** Texts and numbers are written as in JSON. */
export interface Parameters {
  /** A statement on one line that gives a name a value, with `{name}` and `{value}` once each. */
  readonly define: string
  /** The words for false and true. Default those of JSON. */
  readonly booleans?: readonly [no: string, yes: string]
  /** What follows a whole number that doubles cannot hold. Default nothing. */
  readonly bigintSuffix?: string
  /** Characters that mean something within quotes, and what stands for them. Default none. */
  readonly escapes?: Readonly<Record<string, string>>
  /** Words, with blanks between them, that look like names and cannot be given values. Default none. */
  readonly reserved?: string
}

/** A directory that every run of a runtime sees: out of an archive of a package, or a folder beside the manifest, or beside that of the runtime `of`. */
export type ManifestMount = {
  /** Absolute path under which the guest finds it. */
  readonly guest: string
  /** Whether the file `report` in it can be written and, where the run fails, comes back as the Result's `error`. For one mount at most. Default false. */
  readonly report?: boolean
} & ({ readonly from: ArchiveAsset } | { readonly folder: string; readonly of?: string })

/** A tar archive, compressed or not. */
export interface ArchiveAsset extends Asset {
  /** The runtime beside whose manifest it lies. Default: this one. Not with `package`. */
  readonly of?: string
  /** The folder in it that becomes the mount; all else is left out. Default: the whole archive. */
  readonly strip?: string
  /** With `registry`: it is no archive to unpack, but the one file of the mount, which is called so. */
  readonly as?: string
  /** With `registry`: the path in it of a zip, whose files become the mount. */
  readonly zip?: string
  /** Bytes of its files that are others. Default none. */
  readonly patches?: readonly FilePatch[]
}

/** A package of Python, as the registry of packages has it: fetched by the user's own pip or uv when it is first needed. */
export interface Wheel {
  readonly registry: 'pypi'
  readonly package: string
  readonly version: string
  /** The version of Python that it is for, such as `3.15`. */
  readonly python: string
  /** Its file's name. */
  readonly file: string
  /** SHA-256 in lower-case hex; another file is never used. */
  readonly sha256: string
  readonly bytes: number
}

/** A file of an installed npm package, one beside the manifest, or one in the manifest's wheel. */
export interface Asset {
  /** Absent for a file beside the manifest, and for one in the wheel. */
  readonly package?: string
  /** Other packages that have the same file at the same path, looked for in this order where `package` is not installed. Default none. */
  readonly alsoIn?: readonly string[]
  /** Set for a file in the wheel. */
  readonly registry?: 'pypi'
  /** Path below the package's folder, or the manifest's. */
  readonly path: string
  /** SHA-256 in lower-case hex; another file is never compiled. */
  readonly sha256: string
  /** Size of the file. */
  readonly bytes: number
}

/** Bytes in place of as many others: a fault of a build that nobody builds again. */
export interface Patch {
  /** Where in the file of the wasm the first of them is. */
  readonly offset: number
  /** What has to be there, in lower-case hex. */
  readonly from: string
  /** What takes its place. */
  readonly to: string
  /** For people: what it mends. */
  readonly why: string
}

/** A patch of a file of an archive. */
export interface FilePatch extends Patch {
  /** Path of the file, below what `strip` names. */
  readonly file: string
}

/** How a wasm is tuned, and what has to come out. Functions are named by their index, imported ones included. */
export interface Tuning {
  /** SHA-256 of what the promotion writes, which the optimiser then works on. Tells after two seconds what else would be known after a minute. */
  readonly promotedSha256: string
  /** SHA-256 of the tuned wasm in lower-case hex; another one is never compiled. */
  readonly sha256: string
  /** Size of the tuned wasm. */
  readonly bytes: number
  /** Variadic functions, each with the parameter that points to the arguments. Default none. */
  readonly variadic?: ReadonlyArray<{ readonly function: number; readonly parameter: number; readonly is: string }>
  /**
   * Variables whose addresses go where they cannot be followed: the function, the place of their first byte, counted from the end of its
   * frame, and their size. Default none.
   */
  readonly objects?: ReadonlyArray<{
    readonly function: number
    readonly start: number
    readonly bytes: number
    readonly is: string
  }>
}

export interface Starts {
  readonly cold: ColdStart
  readonly warm?: WarmStart
}

export interface ColdStart {
  /** Exported functions that are called one after the other; the last may give the exit code. Default: `_start`. */
  readonly functions?: readonly string[]
}

export interface WarmStart {
  /** Folder beside the manifest: the run directory in which the interpreter boots, before the snapshot is taken. */
  readonly boot: string
  /** The runtime beside whose manifest that folder lies. Default this one. */
  readonly of?: string
  /** Beginnings of the names of variables that the interpreter reads as it boots: a run that sets one starts cold. Default none. */
  readonly bootVariables?: readonly string[]
  /** Exported functions by which the interpreter is booted, with `image`. Default: the boot is what `_start` does. */
  readonly call?: BootCall
  /** `mapped` where the snapshot is a file of its own, beside the compiled module and not compiled again. Default: a module of its own. */
  readonly image?: 'mapped'
  /** argv of the boot. Default: the manifest's `args`. */
  readonly args?: readonly string[]
  /**
   * For a module that Asyncify has prepared, which unwinds its stack by itself: its snapshot is taken while it is unwound, and a run
   * starts it like any other module. Default: the boot tells by which addresses it is called.
   */
  readonly rewind?: Rewind
}

/** How a module is booted that is called. */
export interface BootCall {
  /** Starts the interpreter. */
  readonly init: string
  /** Runs source code: address and length of it. */
  readonly turn: string
  /** Gives room for so many bytes. */
  readonly alloc: string
}

/** What has to be known of a module to stop it while it is unwound. */
export interface Rewind {
  /** Index of the function that `_start` calls again for every rewinding. */
  readonly main: number
  /** Addresses of bytes that have to be 0 for `_start` to be called again. */
  readonly clear: readonly number[]
}

/**
 * A step on the way from sources to a program. A stage whose `args` have `{source}` runs once for each source, any other once for
 * all that the stage before it made.
 */
export interface Stage {
  readonly name: BuildStage
  /** What the tool is called, to people and in the cache: `clang`. */
  readonly tool: string
  readonly wasm: Asset
  /** Bytes of the tool's wasm that are others before anything is made of it. Default none. */
  readonly patches?: readonly Patch[]
  /**
   * argv, the tool's name first. `{source}` stands for the source's path, `{output}` for the absolute path to write to, `{inputs}`
   * for the absolute paths that the stage before wrote, `{options}` for the caller's options.
   */
  readonly args: readonly string[]
  /** Directories that the tool sees besides the sources, read-only. Default none. */
  readonly mounts?: readonly ManifestMount[]
  /** Pages of 64 KiB that the tool's stack gets in place of the few that it was linked with. Default: those. */
  readonly stackPages?: number
  /** Name of what is made, in the run directory; `{source}` stands for the source's path. */
  readonly output: string
  /**
   * Options that a caller may give. One that ends in `*` stands for all that begin so and go on with letters, digits and `_+-=.`.
   * Default none.
   */
  readonly options?: readonly string[]
}

/** A manifest, where it was found. */
export interface ResolvedRuntime extends Manifest {
  /** The runtime's own folder: its manifest, boot script and README. */
  readonly folder: string
  /** SHA-256 of the manifest's text: a cache entry that carries it proves that this very text was checked. */
  readonly manifestSha256: string
  /** Set for a tool whose stack is made larger, to so many pages. */
  readonly stackPages?: number
}
