/** Imports point one way; `docs/architecture.md` says which. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

/** Parts of the sources from the top to the bottom row, each with those that it may import. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  cli: ['wire', 'bench', 'grade', 'runner', 'host', 'runtimes', 'bottom'],
  index: ['bench', 'grade', 'runner', 'host', 'runtimes', 'bottom'],
  wire: ['runner', 'bottom'],
  bench: ['bottom'],
  grade: ['bench', 'bottom'],
  runner: ['host', 'runtimes', 'bottom'],
  host: ['bottom'],
  runtimes: ['bottom'],
  bottom: [],
}
const ofRunner = ['default-runner', 'run-python-code', 'run-code', 'demo']

interface Import {
  readonly file: string
  readonly target: string
}

const imports: readonly Import[] = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => {
    const text = readFileSync(join('src', file), 'utf8')
    return [...text.matchAll(/(?:from |import |import\()'([^']+)'/g)].map(([, target = '']) => ({ file, target }))
  })

function partOf(file: string): string {
  const [first = ''] = file.replace(/\.[jt]s$/, '').split('/')
  if (ofRunner.includes(first)) return 'runner'
  return first in mayImport ? first : 'bottom'
}

function importersOf(matches: (target: string) => boolean): string[] {
  return [...new Set(imports.filter(({ target }) => matches(target)).map(({ file }) => file))]
}

test('point from the command line down to the bottom row', () => {
  const upwards = imports.filter(({ file, target }) => {
    if (!target.startsWith('.')) return false
    const from = partOf(file)
    const to = partOf(normalize(join(dirname(file), target)))
    return from !== to && mayImport[from]?.includes(to) !== true
  })
  expect(imports.length).toBeGreaterThan(100)
  expect(upwards).toEqual([])
})

test('of yargs are in one file, and so are those that start processes', () => {
  expect(importersOf((target) => target.startsWith('yargs'))).toEqual(['cli/main.ts'])
  expect(importersOf((target) => target === 'node:child_process')).toEqual(['host/process.ts'])
})
