/** Files of a problem: those of its folder go before those of its archive. */
import { normalize } from 'node:path/posix'
import { dmojImports as say } from '../../messages/import-dmoj.js'
import { isPlainPath } from '../../task/place.js'
import type { Source } from '../draft.js'
import { refuse } from '../notes.js'
import { readZip } from '../read-zip.js'

const CARRIAGE_RETURN = 13
const LINE_FEED = 10

export class ProblemData {
  readonly #source: Source
  readonly #archived: Readonly<Record<string, Uint8Array>>
  /** What was not in the folder as a program is given it. */
  readonly files: Record<string, Uint8Array> = {}

  constructor(source: Source, archive: string | undefined) {
    this.#source = source
    this.#archived = archive === undefined ? {} : readZip(source.bytes(normalize(archive)), archive)
  }

  get archivedNames(): readonly string[] {
    return Object.keys(this.#archived)
  }

  /**
   * The path of a file as the judge gives it: line ends are LF, and the last line has one, unless the data are binary.
   * @param field What names it, for complaints.
   */
  path(name: string, isBinary: boolean, field: string): string {
    const path = normalize(name)
    if (!isPlainPath(path)) refuse(field, say.badName(name))
    const inFolder = this.#source.paths.includes(path)
    const archived = Object.hasOwn(this.#archived, name) ? this.#archived[name] : undefined
    const bytes = inFolder ? this.#source.bytes(path) : (archived ?? refuse(field, say.noFile(name)))
    const given = isBinary ? bytes : normalised(bytes)
    if (inFolder && given === bytes) return path
    const written = `tests/${path}`
    this.files[written] = given
    return written
  }
}

/** The same bytes where nothing is to be done. */
function normalised(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return bytes
  const isWhole = bytes.at(-1) === LINE_FEED
  if (isWhole && !bytes.includes(CARRIAGE_RETURN)) return bytes
  const text = Buffer.from(bytes).toString('latin1').replace(/\r\n?/g, '\n')
  return Buffer.from(text.endsWith('\n') ? text : `${text}\n`, 'latin1')
}
