/**
 * What the one-file `fuelcell` begins with: unpacks what it carries into the cache, once, and hands over to the command there. Of Node's own
 * modules only, for nothing else can be loaded before that.
 */
const { createHash } = require('node:crypto')
const fs = require('node:fs')
const { createRequire } = require('node:module')
const os = require('node:os')
const path = require('node:path')
const { getAsset } = require('node:sea')
const { brotliDecompressSync } = require('node:zlib')

const FAULT_EXIT = 126
const COMMAND = path.join('node_modules', 'fuelcell', 'dist', 'cli', 'fuelcell.js')

try {
  createRequire(path.join(unpacked(), 'start.js'))(`./${COMMAND}`)
} catch (error) {
  process.stderr.write(`fuelcell: ${error.message}\n`)
  process.exitCode = FAULT_EXIT
}

/** The folder with what this file carries. */
function unpacked() {
  const { digest, files } = JSON.parse(getAsset('index.json', 'utf8'))
  const cache = cacheFolder()
  const folder = path.join(cache, 'app', digest)
  if (fs.existsSync(folder)) return owned(folder)
  try {
    makeFolder(path.join(cache, 'app'))
    owned(path.join(cache, 'app'))
    unpack(folder, digest, files)
  } catch (error) {
    throw new Error(
      `what this file carries (${Math.ceil(bytesOf(files) / 1e6)} MB) cannot be unpacked into ${cache}: ${error.message}; choose another folder with --cache-dir or FUELCELL_CACHE_DIR`,
    )
  }
  return folder
}

/** Into a folder beside, which then takes its name: whoever sees that sees all of it, and of two that start at once one wins. */
function unpack(folder, digest, files) {
  const content = brotliDecompressSync(Buffer.from(getAsset('files.br')))
  if (createHash('sha256').update(content).digest('hex') !== digest)
    throw new Error('the file is damaged; get it again')
  const staging = fs.mkdtempSync(`${folder}.staging-`)
  try {
    let at = 0
    for (const { name, mode, bytes } of files) {
      const file = path.join(staging, name)
      fs.mkdirSync(path.dirname(file), { recursive: true })
      fs.writeFileSync(file, content.subarray(at, at + bytes), { mode })
      at += bytes
    }
    fs.renameSync(staging, folder)
  } catch (error) {
    fs.rmSync(staging, { recursive: true, force: true })
    if (!fs.existsSync(folder)) throw error
  }
}

/** One by one: where none can be made, as below /proc, Node's own way of making all of them goes on for ever. */
function makeFolder(folder) {
  if (fs.existsSync(folder)) return
  if (folder !== path.dirname(folder)) makeFolder(path.dirname(folder))
  try {
    fs.mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
}

/** Code is run from there: only where nobody else can have put it. */
function owned(folder) {
  const { uid, mode } = fs.statSync(folder)
  if (process.getuid !== undefined && (uid !== process.getuid() || (mode & 0o022) !== 0)) {
    throw new Error(
      `${folder} belongs to another user, or others may write there; choose another folder with --cache-dir`,
    )
  }
  return folder
}

/** As the command itself finds it. */
function cacheFolder() {
  const given = process.argv.findIndex((word) => word === '--cache-dir' || word.startsWith('--cache-dir='))
  const word = process.argv[given] ?? ''
  const named = word.includes('=')
    ? word.slice(word.indexOf('=') + 1)
    : given === -1
      ? undefined
      : process.argv[given + 1]
  const base = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache')
  return path.resolve(named || process.env.FUELCELL_CACHE_DIR || path.join(base, 'fuelcell'))
}

function bytesOf(files) {
  return files.reduce((sum, { bytes }) => sum + bytes, 0)
}
