// `require`, for programs and files in the older form of modules.
import * as os from 'qjs:os'
import * as std from 'std'
import { decode, encode } from './text.js'

/** What cannot be required from a file. */
const BUILTINS = new Map([
  ['std', std],
  ['os', os],
  ['qjs:os', os],
  ['encoding', { decode, encode }],
])
const cache = new Map()

const directoryOf = (path) => path.slice(0, path.lastIndexOf('/') + 1)

/** Resolves `.` and `..`; what lies above the run directory stays in it. */
function join(directory, name) {
  const parts = []
  for (const part of (name.startsWith('/') ? name : directory + name).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

function find(directory, name) {
  const isPath = /^\.{0,2}\//.test(name)
  const path = isPath ? join(directory, name) : `/fuelcell/modules/${name.replace(/^node:/, '')}`
  for (const candidate of isPath ? [path, `${path}.js`, `${path}.json`, `${path}/index.js`] : [`${path}.cjs`]) {
    const text = std.loadFile(candidate)
    if (text !== null) return { path: candidate, text }
  }
  throw new ReferenceError(`could not load module '${name}'`)
}

function requireFrom(directory) {
  const require = (name) => {
    const builtin = BUILTINS.get(name)
    if (builtin !== undefined) return builtin
    const { path, text } = find(directory, String(name))
    const known = cache.get(path)
    if (known !== undefined) return known.exports
    const module = { exports: {}, filename: path }
    cache.set(path, module)
    if (path.endsWith('.json')) module.exports = JSON.parse(text)
    else {
      const inner = directoryOf(path)
      const run = std.evalScript(`(function (exports, require, module, __filename, __dirname) {${text}\n})`)
      run.call(module.exports, module.exports, requireFrom(inner), module, path, inner)
    }
    return module.exports
  }
  require.main = globalThis.module
  return require
}

globalThis.module = { exports: {}, filename: `/${scriptArgs[0]}` }
globalThis.exports = module.exports
globalThis.require = requireFrom(directoryOf(module.filename))
