/** A page can import the wire: nothing below it is of Node. */
import { readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, it } from 'vitest'

function reached(file: string, found = new Map<string, string>()): Map<string, string> {
  if (found.has(file)) return found
  const text = readFileSync(file, 'utf8')
  found.set(file, text)
  for (const [, target = ''] of text.matchAll(/^(?:import|export) (?!type )[^;]*?from '(\.[^']+)'/gms)) {
    reached(normalize(join(dirname(file), target)).replace(/\.js$/, '.ts'), found)
  }
  return found
}

it('imports nothing of Node, however far down', () => {
  const files = reached('src/wire/index.ts')
  expect([...files.keys()]).toContain('src/core/errors.ts')
  const ofNode = [...files].filter(([, text]) => /from 'node:|\bBuffer\.|\bprocess\.(env|versions)/.test(text))
  expect(ofNode.map(([file]) => file)).toEqual([])
})
