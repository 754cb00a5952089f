/** Where a run's fuel went, as the host saw it by looking at the interpreter's frames after every few instructions. */
export interface FuelProfile {
  /** Fuel between two looks: what ran in between is charged to where the guest was at its end. */
  readonly intervalFuel: number
  /** Pieces of code: functions, class bodies, modules, comprehensions. */
  readonly codes: readonly ProfiledCode[]
  /** Calling contexts as a tree, each after its parent. */
  readonly nodes: readonly ProfileNode[]
  /** Fuel that was spent while none of the program's frames was there: the start, compiling, the end. */
  readonly outsideFuel: number
  /** Whether there were more contexts, or frames at once, than are kept: what came later is charged to the nearest one that is. */
  readonly truncated: boolean
}

export interface ProfiledCode {
  /** Its qualified name, such as `Stack.push` or `<module>`. */
  readonly name: string
  /** Its file, as the interpreter calls it. */
  readonly file: string
  readonly firstLine: number
}

/** A line of a piece of code, reached in one way. */
export interface ProfileNode {
  /** Index of the caller's node, or -1. */
  readonly parent: number
  /** Index of its code. */
  readonly code: number
  readonly line: number
  /** Fuel that was spent here, callees not included. */
  readonly fuel: number
}
