/**
 * A value of the guest's as data, by its exact type: a subclass, or anything else, is `unsupported`.
 * What comes out of a guest is at most 64 levels deep, 100,000 items and 1 MiB of text and bytes, integers of 131,072 bytes together.
 */
export type Tagged =
  | { readonly type: 'None' }
  | { readonly type: 'bool'; readonly value: boolean }
  /** In decimal, of any size. */
  | { readonly type: 'int'; readonly value: string }
  /** As `repr` writes it: the shortest text that reads back as the same number, or `nan`, `inf`, `-inf`. */
  | { readonly type: 'float'; readonly value: string }
  | { readonly type: 'str'; readonly value: string }
  /** In lower-case hex. */
  | { readonly type: 'bytes'; readonly value: string }
  | { readonly type: 'list' | 'tuple'; readonly value: readonly Tagged[] }
  /** In the order of the items' JSON text, for a set has none of its own. */
  | { readonly type: 'set' | 'frozenset'; readonly value: readonly Tagged[] }
  /** In the guest's order. */
  | { readonly type: 'dict'; readonly value: ReadonlyArray<readonly [key: Tagged, value: Tagged]> }
  /** What cannot cross: the name of its type. */
  | { readonly type: 'unsupported'; readonly value: string }

/** An argument of an exact type that no JavaScript value stands for: `new Exact({ type: 'float', value: '2.0' })`, tuples, frozen sets. */
export class Exact {
  readonly tagged: Tagged

  constructor(tagged: Tagged) {
    this.tagged = tagged
  }
}

/** A function to call after the code has run as a module. */
export interface Call {
  /** Its name in the module. */
  readonly function: string
  /**
   * Positional arguments, at most 16 MiB of JSON with those by name. `null` is None; whole numbers are int, others float; Uint8Array is bytes, an array a list, a Set a set,
   * a Map or a plain object a dict; {@link Exact} says any type. Default none.
   */
  readonly args?: readonly unknown[]
  /** Arguments by name. Default none. */
  readonly kwargs?: Readonly<Record<string, unknown>>
  /**
   * Path of the file that the code is in the run directory, such as `two_fer.py`: the module then has its name, can be imported by it, and nothing
   * is `__main__`. A folder comes first on the module path. Default: the runtime's entry file, as the module `main`.
   */
  readonly file?: string
  /**
   * Name of a module to look for the function in, such as `two_fer` or `shapes.area`: one of `files`, or of the library. It is imported behind
   * the code, which may be left out. Default: the code itself.
   */
  readonly module?: string
}

/** An exception, `SystemExit` among them, that left a called function or kept it from being called. As the guest's interpreter tells it. */
export interface Raised {
  /** While the code was compiled or run as a module, while the function was looked for, or out of the call itself. */
  readonly phase: 'import' | 'lookup' | 'call'
  /** Its type and all above it, the nearest first: `['builtins.KeyError', 'builtins.LookupError', …]`. */
  readonly types: readonly string[]
  /** `str()` of it. */
  readonly message: string
  /** File of the module that the function says it is from, if it stands in the called module under that name and is not the interpreter's own; else `null`. */
  readonly file: string | null
}
