/** What is said of a module besides its code, as a manifest says it. */
import binaryen from 'binaryen'

/** Function, with the parameter that points to its variadic arguments. */
export type Variadic = readonly [function_: number, parameter: number]

/** The variadic functions of the programs that are still in a module with names, and still take all that they took. */
export function variadicIn(wasm: Uint8Array, prototypes: readonly string[]): Variadic[] {
  const taken = new Map(prototypes.flatMap(variadic))
  const module = binaryen.readBinary(wasm)
  try {
    return Array.from({ length: module.getNumFunctions() }, (_, index) => index).flatMap((index) => {
      const { name, params } = binaryen.getFunctionInfo(module.getFunctionByIndex(index))
      const parameters = binaryen.expandType(params).length
      return taken.get(name) === parameters ? [[index, parameters - 1] as const] : []
    })
  } finally {
    module.dispose()
  }
}

/** One parameter more than are named. */
function variadic(prototype: string): Array<readonly [name: string, parameters: number]> {
  const [, name, named] = /^int (\w+)\((.+), \.\.\.\);$/.exec(prototype) ?? []
  return name === undefined || named === undefined ? [] : [[name, named.split(',').length + 1]]
}
