/** Where the program and the files beside it go in the run directory. */

export interface Placed {
  readonly code: Uint8Array
  readonly entry?: string
  readonly files: Readonly<Record<string, Uint8Array>>
}

/**
 * The program becomes the runtime's own entry file, whatever it is called: another name would choose the cold start. It can be found, and
 * imported, under its own name too where there are other files; where one of these has the name of the entry file, the program keeps its own.
 * @param name What the client calls the program. Default: the runtime's own.
 */
export function placeProgram(
  entry: string,
  code: Uint8Array,
  name: string | undefined,
  others: ReadonlyMap<string, Uint8Array>,
): Placed {
  const files = Object.fromEntries([...others].filter(([path]) => path !== name))
  if (name === undefined || name === '' || name === entry) {
    delete files[entry]
    return { code, files }
  }
  if (others.has(entry)) return { code, entry: name, files }
  return { code, files: others.size === 0 ? files : { ...files, [name]: code } }
}
