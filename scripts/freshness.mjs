/** Tells what is already up to date, so that a second start does nothing twice. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/**
 * Whether `node_modules` holds what the lockfile asks for: npm keeps a lockfile of its own in there, and both must name the same versions.
 * Packages for other platforms may be absent.
 */
export function isInstalled(folder) {
  const wanted = packagesOf(join(folder, 'package-lock.json'))
  const installed = packagesOf(join(folder, 'node_modules', '.package-lock.json'))
  if (wanted === undefined || installed === undefined) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const found = installed[path]
    if (found === undefined) return entry.optional === true
    return found.version === entry.version && found.integrity === entry.integrity && existsSync(join(folder, path))
  })
}

function packagesOf(lockfile) {
  try {
    return JSON.parse(readFileSync(lockfile, 'utf8')).packages
  } catch {
    return undefined
  }
}

/** Files below a folder, relative to it, sorted. A folder that does not exist has none. */
export function filesBelow(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
}

/** SHA-256 over names and contents. */
export function digestOf(folder, files) {
  const hash = createHash('sha256')
  for (const file of files) {
    const data = readFileSync(join(folder, file))
    hash.update(`${file}\0${data.byteLength}\0`).update(data)
  }
  return hash.digest('hex')
}
