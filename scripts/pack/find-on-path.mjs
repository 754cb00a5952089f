import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The file that a command's name stands for; `undefined` where there is none. */
export function findOnPath(name, path = process.env.PATH ?? '') {
  for (const folder of path.split(delimiter).filter((one) => one !== '')) {
    try {
      const file = realpathSync(join(folder, name))
      accessSync(file, constants.X_OK)
      if (statSync(file).isFile()) return file
    } catch {
      // Not there.
    }
  }
  return undefined
}
