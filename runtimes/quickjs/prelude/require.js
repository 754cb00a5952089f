// `require`, for programs and files in the older form of modules.
;(primordials, load) => {
  const { std, os, entry } = primordials
  const { decode, encode } = load('text')
  /** What cannot be required from a file. */
  const BUILTINS = new Map([
    ['std', std],
    ['os', os],
    ['qjs:os', os],
    ['encoding', { decode, encode }],
    ['idle', load('timers')],
  ])
  const cache = new Map()
  /** The program itself. */
  const main = { exports: {}, filename: `/${entry}` }

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
    require.main = main
    return require
  }

  return { require: requireFrom(directoryOf(main.filename)), module: main, exports: main.exports }
}
