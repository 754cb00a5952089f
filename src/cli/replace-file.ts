import { randomUUID } from 'node:crypto'
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises'

/**
 * Writes a whole file in one step: whoever reads it, or is interrupted, finds the old text or the new one. A link's target is
 * replaced, not the link; what is no regular file, such as `/dev/stdout`, is written to as it is.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path)
  const found = await stat(target).catch(() => null)
  if (found !== null && !found.isFile()) return writeFile(target, text)
  const beside = `${target}.${randomUUID()}.tmp`
  try {
    await writeFile(beside, text, { flag: 'wx', flush: true, ...(found && { mode: found.mode }) })
    await rename(beside, target)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}
