// Loaded when the engine refuses the program: it may have `await` outside of functions, or import `node:fs`. As the body of an async
// function, in which imports are awaited too, it may have both.
import * as std from 'std'
import { fail, tellAs } from './failure.js'

const IMPORT = /^([ \t]*)import(?:\s*([\w$*{][\w$*{}\s,]*?)\s*from)?\s*(['"])([^'"\n]+)\3[ \t]*;?/gm
const EXPORT = /^([ \t]*)export\s+(?=(?:async|const|let|var|function|class)\b)/gm

/** Runs `entry`, which was refused with `error`: that is told if the program does not compile this way either. */
export async function runAsync(entry, error) {
  const source = std.loadFile(entry)
  if (source === null || !/\bawait\b|(['"])node:\w+\1/.test(source)) fail(error)
  let ended
  try {
    // In one line with the first of the program, so that its lines are counted right.
    ended = std.evalScript(`(async function () { 'use strict'; ${asBody(source, entry)}\n})()`)
  } catch (other) {
    tellAs(entry)
    fail(/\bawait\b/.test(error.message) ? other : error)
  }
  tellAs(entry)
  await ended
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
  if (space !== undefined) return `const ${space} = ${module}${name === '' ? '' : `, { default: ${name} } = ${space}`}`
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
