/**
 * `npm run zoneinfo -- WHEEL`: makes `runtimes/python/zoneinfo.tar.gz` from a wheel of the package `tzdata` (`pip download tzdata==VERSION
 * --no-deps`), and writes its digest and size into the manifests that name it. The same wheel gives the same archive.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { unzipSync } from 'fflate'
import { Header } from 'tar'
import { root, runScript, SetupError } from './command.mjs'
import { zoneinfo as say } from './messages.mjs'
import { tell } from './steps.mjs'

const ARCHIVE = 'zoneinfo.tar.gz'
const MANIFESTS = ['python', 'python-tuned']
/** Where the zones lie in the wheel. */
const ZONES = 'tzdata/zoneinfo/'
const MAGIC = 'TZif'
const BLOCK_BYTES = 512

await runScript(async () => {
  const [wheel] = process.argv.slice(2)
  if (wheel === undefined) throw new SetupError(say.usage)
  const zones = Object.entries(unzipSync(readFileSync(wheel)))
    .filter(([path, data]) => path.startsWith(ZONES) && Buffer.from(data.subarray(0, 4)).toString() === MAGIC)
    .map(([path, data]) => ({ path: path.slice(ZONES.length), data: Buffer.from(data) }))
    // What is the same under many names lies together, so that it costs next to nothing.
    .sort((one, other) => Buffer.compare(one.data, other.data) || (one.path < other.path ? -1 : 1))
  if (zones.length === 0) throw new SetupError(say.noZones(wheel))
  const archive = gzipSync(Buffer.concat([...zones.flatMap(entryOf), Buffer.alloc(2 * BLOCK_BYTES)]), { level: 9 })
  writeFileSync(join(root, 'runtimes/python', ARCHIVE), archive)
  const sha256 = createHash('sha256').update(archive).digest('hex')
  for (const name of MANIFESTS) {
    const path = join(root, 'runtimes', name, 'manifest.json')
    const pinned = new RegExp(`("path": "${ARCHIVE}",\\s+"sha256": )"[0-9a-f]*"(,\\s+"bytes": )[0-9]+`)
    const text = readFileSync(path, 'utf8')
    if (!pinned.test(text)) throw new SetupError(say.notNamed(path, ARCHIVE))
    writeFileSync(path, text.replace(pinned, `$1"${sha256}"$2${archive.byteLength}`))
  }
  tell(say.written(zones.length, archive.byteLength, sha256))
})

function entryOf({ path, data }) {
  const header = new Header({ path, mode: 0o644, size: data.byteLength, type: 'File', mtime: new Date(0) })
  header.encode()
  return [header.block, data, Buffer.alloc(-data.byteLength & (BLOCK_BYTES - 1))]
}
