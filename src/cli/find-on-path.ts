import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** Where a program would be started from, without starting it; `null` when no folder of `path` has it. */
export async function findOnPath(program: string, path: string | undefined): Promise<string | null> {
  for (const folder of (path ?? '').split(delimiter).filter((part) => part !== '')) {
    const candidate = join(folder, program)
    const executable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (executable) return candidate
  }
  return null
}
