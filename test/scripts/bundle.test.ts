import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const dist = resolve('dist')

/** What a built file imports before it can do anything: files of `dist`, and the names of packages. */
function staticImports(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found
  found.add(file)
  const text = readFileSync(join(dist, file), 'utf8')
  for (const [, specifier = ''] of text.matchAll(/^(?:import|export)\b[^'"]*["']([^"']+)["'];?$/gm)) {
    if (specifier.startsWith('.')) staticImports(join(dirname(file), specifier), found)
    else found.add(specifier)
  }
  return found
}

function withoutBuiltins(names: Iterable<string>): string[] {
  return [...names].filter((name) => !name.startsWith('node:')).sort()
}

test('the library is read from two files, and no package beside them', () => {
  expect(withoutBuiltins(staticImports('index.js'))).toEqual(['chunks/core.js', 'index.js'])
})

test('the command is read from three files until it knows what is asked of it', () => {
  const builtins = ['fs', 'path', 'util']
  const files = withoutBuiltins(staticImports(join('cli', 'main.js'))).filter((name) => !builtins.includes(name))
  expect(files).toEqual(['chunks/core.js', 'chunks/run.js', 'cli/main.js'])
})

test('what is bundled comes with its licence', () => {
  const names = [...readFileSync(join(dist, 'bundled-licences.txt'), 'utf8').matchAll(/^(\S+) \d+\.\d+\.\d+$/gm)]
  expect(names.map(([, name]) => name)).toEqual(['@msgpack/msgpack', 'fastest-levenshtein', 'yargs-parser'])
})
