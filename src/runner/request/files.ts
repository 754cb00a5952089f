import { FuelcellError } from '../../core/errors.js'
import { requests as say } from '../../core/messages.js'
import { quote } from '../../core/quoting.js'
import { asObject, loneSurrogate, wellFormed, wrongType } from '../../core/validate.js'

/** POSIX PATH_MAX, less the slash of the guest's `/`, and NAME_MAX as Linux has them: what the guest's own library can name. */
const MAX_NAME_BYTES = 4095
const MAX_PART_BYTES = 255
/** As deep as the host's run directory goes. */
const MAX_DEPTH = 64

/**
 * The files of a request, by path.
 * @throws FuelcellError `invalid-file-name`, or `invalid-option` for a content that is neither text nor bytes nor a folder.
 */
export function parseFiles(value: unknown, call: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>()
  if (value !== undefined) addFiles(files, asObject(value, call, 'files'), '', call)
  return files
}

/** A folder that holds itself ends at the longest possible name. */
function addFiles(
  files: Map<string, Uint8Array>,
  folder: Readonly<Record<string, unknown>>,
  above: string,
  call: string,
): void {
  for (const [part, content] of Object.entries(folder)) {
    const name = `${above}${part}`
    checkFileName(name, call)
    const option = `files[${quote(name)}]`
    if (files.has(name)) throw refused(call, name, say.fileNameTwice)
    if (content instanceof Uint8Array) files.set(name, content)
    else if (typeof content === 'string') files.set(name, Buffer.from(wellFormed(content, call, option)))
    else if (isFolder(content)) {
      if (Object.keys(content).length === 0) throw refused(call, name, say.fileNameFolderEmpty)
      addFiles(files, content, `${name}/`, call)
    } else throw wrongType(call, option, 'a string, bytes or a folder of them', content)
  }
}

/** Not an array, a map, or an object of a class: their keys are no names of files. */
function isFolder(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}

/** @throws FuelcellError `invalid-code` or `invalid-option` for more bytes than the run directory may hold. */
export function checkDisk(
  program: { readonly code: Uint8Array } | { readonly module: unknown },
  files: ReadonlyMap<string, Uint8Array>,
  diskBytes: number,
  call: string,
  option = 'limits.diskBytes',
): void {
  const codeBytes = 'code' in program ? program.code.byteLength : 0
  if (codeBytes > diskBytes)
    throw new FuelcellError('invalid-code', say.codeTooLong(call, codeBytes, diskBytes, option))
  const bytes = codeBytes + totalBytes(files)
  if (bytes > diskBytes) throw new FuelcellError('invalid-option', say.filesTooLong(call, bytes, diskBytes, option))
}

export function totalBytes(files: ReadonlyMap<string, Uint8Array>): number {
  let bytes = 0
  for (const content of files.values()) bytes += content.byteLength
  return bytes
}

/**
 * Checks the names of the given files against each other, against the entry and against what the runtime mounts, and counts what they
 * make in the run directory.
 * @returns Files and the folders above them, the entry included.
 * @throws FuelcellError `invalid-file-name`.
 */
export function checkFileTree(
  names: Iterable<string>,
  entry: string | undefined,
  call: string,
  mounts: readonly string[] = [],
): number {
  const files = new Set<string>(entry === undefined ? [] : [entry])
  for (const name of names) {
    if (files.has(name)) throw refused(call, name, say.fileNameIsEntry)
    files.add(name)
  }
  for (const name of files) {
    const guest = mounts.find((mount) => `/${name}/`.startsWith(`${mount}/`))
    if (guest !== undefined) throw refused(call, name, say.fileNameMounted(guest))
  }
  const folders = new Set<string>()
  for (const name of files) {
    for (let slash = name.indexOf('/'); slash !== -1; slash = name.indexOf('/', slash + 1)) {
      const folder = name.slice(0, slash)
      if (files.has(folder))
        throw refused(call, folder, folder === entry ? say.fileNameIsEntry : say.fileNameIsFolder(name))
      folders.add(folder)
    }
  }
  return files.size + folders.size
}

/** A name must be relative and in its normal form, so that two names are two files. A backslash is a character like any other. */
export function checkFileName(name: string, call: string): void {
  if (name === '') throw refused(call, name, say.fileNameEmpty)
  if (name.includes('\0')) throw refused(call, name, say.fileNameNul)
  if (loneSurrogate(name) !== -1) throw refused(call, name, say.fileNameSurrogate)
  const bytes = Buffer.byteLength(name)
  if (bytes > MAX_NAME_BYTES) throw refused(call, name, say.fileNameTooLong(bytes, MAX_NAME_BYTES))
  if (name.startsWith('/')) throw refused(call, name, say.fileNameAbsolute)
  const parts = name.split('/')
  if (parts.includes('..')) throw refused(call, name, say.fileNameClimbs)
  const normal = parts.filter((part) => part !== '' && part !== '.').join('/')
  if (normal === '') throw refused(call, name, say.fileNameEmpty)
  if (normal !== name) throw refused(call, name, say.fileNameNotNormal(normal))
  if (parts.length > MAX_DEPTH) throw refused(call, name, say.fileNameTooDeep(parts.length, MAX_DEPTH))
  const longest = Math.max(...parts.map((part) => Buffer.byteLength(part)))
  if (longest > MAX_PART_BYTES) throw refused(call, name, say.fileNamePartTooLong(longest, MAX_PART_BYTES))
}

function refused(call: string, name: string, why: string): FuelcellError {
  return new FuelcellError('invalid-file-name', say.fileName(call, name, why))
}
