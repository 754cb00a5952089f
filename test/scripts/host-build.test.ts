import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** Each crate with the features that it is built with, under the given kinds of dependencies. */
async function features(kinds: string): Promise<Map<string, string>> {
  const args = [
    'tree',
    '--locked',
    '--workspace',
    '--manifest-path',
    'host/Cargo.toml',
    '--prefix',
    'none',
    '-e',
    kinds,
    '-f',
    '{p}|{f}',
  ]
  const { stdout } = await promisify(execFile)('cargo', args)
  return new Map(stdout.split('\n').map((line) => line.replace(/ \(\*\)$/, '').split('|') as [string, string]))
}

test('no crate of the host gets other features for the tests, or cargo would build the engine twice', async () => {
  const [built, tested] = await Promise.all([features('normal,build'), features('normal,build,dev')])
  const different = [...built].filter(([crate, list]) => tested.get(crate) !== list)
  expect(built.size).toBeGreaterThan(50)
  expect(different).toEqual([])
})
