/** The files of a folder that is imported. It may come from anyone, and names nothing else of the machine. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, extname, join, sep } from 'node:path'
import { normalize } from 'node:path/posix'
import { FuelcellError } from '../../core/errors.js'
import { systemReason } from '../../core/system-reason.js'
import { MIB } from '../../core/units.js'
import type { Source } from '../../grade/import/draft.js'
import { gradeImports as say } from '../../grade/messages/imports.js'
import { gradeReports } from '../../grade/messages/reports.js'
import { gradeTasks } from '../../grade/messages/tasks.js'
import { isPlainPath } from '../../grade/task/place.js'

/** More than any problem has: whoever names a home folder by mistake is told, and does not wait. */
const MAX_FILES = 50_000
const MAX_FILE_BYTES = 128 * MIB

export interface FolderSource extends Source {
  readonly folder: string
  /** Links that lead to a folder or out of this one. */
  readonly skippedLinks: readonly string[]
}

export function sourceIn(folder: string): FolderSource {
  const root = reading(folder, () => realpathSync(folder))
  const paths: string[] = []
  const skippedLinks: string[] = []
  const pending = ['']
  for (let below = pending.pop(); below !== undefined; below = pending.pop()) {
    for (const entry of reading(below, () => readdirSync(join(root, below), { withFileTypes: true }))) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules') pending.push(path)
      else if (entry.isFile()) paths.push(path)
      else if (entry.isSymbolicLink()) (leadsToAFile(root, path) ? paths : skippedLinks).push(path)
      if (paths.length > MAX_FILES) throw new FuelcellError('invalid-option', say.manyFiles(folder, MAX_FILES))
    }
  }
  const bytes = (path: string) => {
    if (!isPlainPath(normalize(path))) throw new FuelcellError('invalid-option', gradeTasks.outside(path))
    const real = reading(path, () => realpathSync(join(root, path)))
    if (!isBelow(root, real)) throw new FuelcellError('invalid-option', gradeTasks.outside(path))
    const { size } = reading(path, () => statSync(real))
    if (size > MAX_FILE_BYTES) throw new FuelcellError('invalid-option', say.largeFile(path, size, MAX_FILE_BYTES))
    return reading(path, () => readFileSync(real))
  }
  return {
    folder,
    name: basename(root),
    bytes,
    text: (path) => bytes(path).toString(),
    paths: paths.sort(),
    skippedLinks: skippedLinks.sort(),
  }
}

/** A package in a zip. What a task needs of it is copied, since no folder has it. */
export async function sourceInZip(path: string): Promise<FolderSource> {
  const { zipSource } = await import('../../grade/import/read-zip.js')
  const { size } = reading(path, () => statSync(path))
  if (size > MAX_FILE_BYTES) throw new FuelcellError('invalid-option', say.largeFile(path, size, MAX_FILE_BYTES))
  const name = basename(path, extname(path))
  const source = zipSource(
    reading(path, () => readFileSync(path)),
    path,
    name,
  )
  return { ...source, folder: path, skippedLinks: [] }
}

function leadsToAFile(root: string, path: string): boolean {
  try {
    const real = realpathSync(join(root, path))
    return isBelow(root, real) && statSync(real).isFile()
  } catch {
    return false
  }
}

function isBelow(root: string, real: string): boolean {
  return real.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (cause) {
    throw new FuelcellError('invalid-option', gradeReports.cannotList(path, systemReason(cause)), { cause })
  }
}
