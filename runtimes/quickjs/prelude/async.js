// Loaded when the engine refuses the program: it may have `await` outside of functions, or import `node:fs`. As the body of an async
// function, in which imports are awaited too, it may have both.
;(primordials, load) => {
  'use strict'
  const { std, entry } = primordials
  const { fail } = load('failure')
  const { settled } = load('rejections')

  const IMPORT = /^([ \t]*)import(?:\s*([\w$*{][\w$*{}\s,]*?)\s*from)?\s*(['"])([^'"\n]+)\3[ \t]*;?/gm
  const EXPORT = /^([ \t]*)export\s+(?=(?:async|const|let|var|function|class)\b)/gm

  /** Runs the program, which was refused with `error`: that is told if it does not compile this way either. */
  function runAsync(error) {
    const source = std.loadFile(entry)
    if (source === null || !/\bawait\b|(['"])node:[\w/]+\1/.test(source)) fail(error)
    let ended
    try {
      ended = evaluate(asBody(source, entry))
    } catch (other) {
      primordials.scriptFile = entry
      fail(/\bawait\b/.test(error.message) ? other : error)
    }
    primordials.scriptFile = entry
    settled(ended, undefined, fail)
  }

  function evaluate(body) {
    try {
      // In one line with the first of the program, so that its lines are counted right.
      return std.evalScript(`(async function () { 'use strict'; ${body}\n})()`)
    } catch (error) {
      const repaired = withSemicolon(body, error)
      if (repaired === undefined) throw error
      return evaluate(repaired)
    }
  }

  /** Behind an arrow function without braces the engine takes an `await` on the next line for a name, and misses the end of the statement. */
  function withSemicolon(body, { message, stack }) {
    const line = /:(\d+)\n/.exec(stack)?.[1]
    if (message !== "expecting ';'" || line === undefined) return undefined
    const lines = body.split('\n')
    if (!/^\s*await\b/.test(lines[line - 1])) return undefined
    lines[line - 1] = `;${lines[line - 1]}`
    return lines.join('\n')
  }

  function asBody(source, entry) {
    const folder = entry.slice(0, entry.lastIndexOf('/') + 1)
    const awaited = (whole, indent, names, _quote, path) => {
      const lines = '\n'.repeat(whole.split('\n').length - 1)
      return `${indent}${bindings(names, `await import(${JSON.stringify(resolve(folder, path))})`)};${lines}`
    }
    return source.replace(/^#!/, '//').replace(IMPORT, awaited).replace(EXPORT, '$1')
  }

  /** What `import names from` binds. */
  function bindings(names, module) {
    if (names === undefined) return module
    const [, name, rest] = /^([\w$]*) ?,? ?(.*)$/.exec(names.trim().replace(/\s+/g, ' '))
    const [, space] = /^\* as ([\w$]+)$/.exec(rest) ?? []
    if (space !== undefined)
      return `const ${space} = ${module}${name === '' ? '' : `, { default: ${name} } = ${space}`}`
    const listed = rest.replace(/^\{|\}$/g, '').replaceAll(' as ', ': ')
    return `const { ${[...(name === '' ? [] : [`default: ${name}`]), listed].join(', ')} } = ${module}`
  }

  /** Scripts have no place of their own, from which paths could begin. */
  function resolve(folder, path) {
    if (!/^\.\.?\//.test(path)) return path.replace(/^node:/, '')
    const parts = []
    for (const part of `${folder}${path}`.split('/')) {
      if (part === '..') parts.pop()
      else if (part !== '.') parts.push(part)
    }
    return `./${parts.join('/')}`
  }

  return runAsync
}
