/** Where a part of the task stands, and how to complain about it. */
export interface Place {
  readonly path: readonly PropertyKey[]
  readonly complain: (path: readonly PropertyKey[], message: string) => void
  readonly read: (path: readonly PropertyKey[], file: string) => Uint8Array
}

/** A relative path in its normal form, which names something below. */
export function isPlainPath(path: string): boolean {
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..') && !/[\\\0]/.test(path)
}
