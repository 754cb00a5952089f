import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import picomatch from 'picomatch'
import { expect, test } from 'vitest'
import { rings } from './support/rings.js'

const files = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => join('test', path))

const projects = Object.entries(rings).map(([name, { include, exclude }]) => {
  const [isIn, isOut] = [picomatch([...include]), picomatch([...exclude])]
  return { name, has: (path: string) => isIn(path) && !isOut(path) }
})

test('every file of tests is in exactly one ring', () => {
  const strays = files.filter((path) => projects.filter(({ has }) => has(path)).length !== 1)
  expect(strays).toEqual([])
  expect(files.length).toBeGreaterThan(0)
})

test.each(Object.values(rings).flatMap(({ include, exclude }) => [...include, ...exclude]))(
  '%s is some file',
  (glob) => {
    expect(files.some((path) => picomatch(glob)(path))).toBe(true)
  },
)

test('every name in a list of names is some file', () => {
  const listed = [...new Set(Object.values(rings).flatMap(({ include }) => include))].flatMap(alternatives)
  expect(listed.filter((glob) => !files.some((path) => picomatch(glob)(path)))).toEqual([])
})

/** A glob once for each name that it lists. */
function alternatives(glob: string): string[] {
  const [all, before = '', names, after = ''] = /^(.*)\{(.*)\}(.*)$/.exec(glob) ?? []
  return all === undefined || names === undefined ? [glob] : names.split(',').map((name) => before + name + after)
}
