import { lstat, mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes a folder and those above it, unless it is there.
 * Not `mkdir` with `recursive`: in Node 20 that never ends where a folder exists in which nothing can be made, such as `/proc`.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  try {
    await mkdir(path, { mode })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return
    const isThere = () => lstat(dirname(path)).catch(() => undefined)
    if (code !== 'ENOENT' || (await isThere()) !== undefined) throw error
    await makeFolder(dirname(path), mode)
    await makeFolder(path, mode)
  }
}
