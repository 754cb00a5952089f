// The synchronous functions of Node.js's `fs` that small programs use. Only `require` evaluates it.
const std = require('std')
const os = require('qjs:os')
const { decode, encode } = require('encoding')

/** Numbers of WASI, names of Node.js. */
const CODES = {
  2: 'EACCES',
  8: 'EBADF',
  20: 'EEXIST',
  28: 'EINVAL',
  31: 'EISDIR',
  44: 'ENOENT',
  51: 'ENOSPC',
  54: 'ENOTDIR',
  55: 'ENOTEMPTY',
  69: 'EROFS',
}
const STDIN = [0, '/dev/stdin']
const READ_BYTES = 65_536

/** What a file holds: bytes whose `toString` reads them as UTF-8, as a Buffer of Node.js does. */
class Bytes extends Uint8Array {
  toString() {
    return decode(this)
  }
}

function failed(errno, call, path) {
  const code = CODES[errno] ?? `E${errno}`
  return Object.assign(new Error(`${code}: ${std.strerror(errno)}, ${call} '${path}'`), {
    code,
    errno: -errno,
    syscall: call,
    path,
  })
}

/** Checks what a function of `os` answered. */
function done(errno, call, path) {
  if (errno < 0) throw failed(-errno, call, path)
}

function withFile(path, mode, use) {
  const problem = {}
  const file = std.open(String(path), mode, problem)
  if (file === null) throw failed(problem.errno, 'open', path)
  try {
    return use(file)
  } finally {
    file.close()
  }
}

function readAll(file) {
  let bytes = new Bytes(READ_BYTES)
  let length = 0
  for (;;) {
    const count = file.read(bytes.buffer, length, bytes.length - length)
    if (count === 0) return bytes.slice(0, length)
    length += count
    if (length < bytes.length) continue
    const larger = new Bytes(2 * length)
    larger.set(bytes)
    bytes = larger
  }
}

const encodingOf = (options) => (typeof options === 'string' ? options : options?.encoding)

function readFileSync(path, options) {
  const read = (file) => (encodingOf(options) ? decode(readAll(file)) : readAll(file))
  return STDIN.includes(path) ? read(std.in) : withFile(path, 'rb', read)
}

function write(path, mode, data) {
  const bytes = typeof data === 'string' ? encode(data) : data
  const put = (file) => {
    const count = file.write(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    file.flush()
    if (count !== bytes.byteLength || file.error()) throw failed(51, 'write', path)
  }
  if (path === 1 || path === '/dev/stdout') put(std.out)
  else if (path === 2 || path === '/dev/stderr') put(std.err)
  else withFile(path, mode, put)
}

function statSync(path, options) {
  const [found, errno] = os.stat(String(path))
  if (errno !== 0 && options?.throwIfNoEntry === false) return undefined
  done(-errno, 'stat', path)
  const kind = found.mode & os.S_IFMT
  return { ...found, isFile: () => kind === os.S_IFREG, isDirectory: () => kind === os.S_IFDIR }
}

function readdirSync(path) {
  const [names, errno] = os.readdir(String(path))
  done(-errno, 'scandir', path)
  return names.filter((name) => name !== '.' && name !== '..').sort()
}

function mkdirSync(path, options) {
  if (!options?.recursive) return done(os.mkdir(String(path), 0o777), 'mkdir', path)
  const parts = String(path).split('/')
  for (let count = 1; count <= parts.length; count++) {
    const folder = parts.slice(0, count).join('/')
    if (folder !== '' && !existsSync(folder)) done(os.mkdir(folder, 0o777), 'mkdir', folder)
  }
}

function rmSync(path, options) {
  const found = statSync(path, { throwIfNoEntry: !options?.force })
  if (found === undefined) return
  if (found.isDirectory() && options?.recursive)
    for (const name of readdirSync(path)) rmSync(`${path}/${name}`, options)
  done(os.remove(String(path)), 'rm', path)
}

const existsSync = (path) => os.stat(String(path))[1] === 0

module.exports = {
  readFileSync,
  writeFileSync: (path, data) => write(path, 'wb', data),
  appendFileSync: (path, data) => write(path, 'ab', data),
  existsSync,
  statSync,
  readdirSync,
  mkdirSync,
  rmSync,
  unlinkSync: (path) => done(os.remove(String(path)), 'unlink', path),
  rmdirSync: (path) => done(os.remove(String(path)), 'rmdir', path),
  renameSync: (from, to) => done(os.rename(String(from), String(to)), 'rename', from),
}
