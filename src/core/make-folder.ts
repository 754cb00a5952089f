import { lstat, mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it, unless it is there.
 * Not `mkdir` with `recursive`: in Node 20 that never ends where a folder exists in which nothing can be made, such as `/proc`.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  try {
    await makeOne(path, mode)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    const above = dirname(path)
    const found = await lstat(above).catch(() => undefined)
    if (found === undefined) await makeFolder(above, mode)
    // Tried again also where the folder above is there: somebody else may have made it since the first try.
    await makeOne(path, mode)
  }
}

async function makeOne(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, { mode })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'EEXIST' || !(await stat(path)).isDirectory()) throw error
  }
}
