import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { examineRuntimes } from '../../../src/runtimes/manifest/examine.js'
import { readClaims, resolveRuntime } from '../../../src/runtimes/manifest/resolve.js'
import { fakeManifest, temporaryFolder, writeRuntime } from '../../support/fake-runtime.js'

test('those of the package are all sound', async () => {
  const { sound, broken } = await examineRuntimes()
  expect(broken).toEqual([])
  expect(sound.map(({ name }) => name)).toEqual(
    (await readdir('runtimes')).filter((name) => name !== 'README.md').sort(),
  )
})

test.each([
  ['no JSON', '{', /not valid:\n {2}/],
  ['an unknown field', { colour: 'red' }, /"colour": is not known/],
  ['the name of another folder', { name: 'other' }, /"name" is "other", but its folder is called "bad"/],
  ['a number for its licence', { licence: 5 }, /"licence": /],
  ['a control character', { title: '\u001b[2J' }, /"title": must not contain control characters/],
  ['a path that leads out', { entry: '../main.fk' }, /"entry": must be relative/],
  ['no starts', { starts: null }, /"starts": /],
])('one with %s is told, and the others are sound', async (_what, change, reason) => {
  const folder = await temporaryFolder()
  await writeRuntime(folder)
  await mkdir(join(folder, 'bad'))
  const manifest = { ...(await fakeManifest()), name: 'bad' }
  const text = typeof change === 'string' ? change : JSON.stringify({ ...manifest, ...change })
  await writeFile(join(folder, 'bad', 'manifest.json'), text)
  const { sound, broken } = await examineRuntimes({ folder })
  expect(sound.map(({ name }) => name)).toEqual(['fake'])
  expect(broken).toEqual([
    { name: 'bad', path: join(folder, 'bad', 'manifest.json'), reason: expect.stringMatching(reason) },
  ])
  expect([...(await readClaims({ folder })).aliases]).toEqual([])
})

test.each([
  ['entry', 5],
  ['devices', {}],
  ['embedded', '/usr'],
  ['env', null],
  ['starts', null],
  ['starts', { cold: {}, warm: 5 }],
  ['starts', { cold: {}, warm: { boot: 'warm', bootVariables: 5 } }],
  ['args', [5]],
  ['stages', [{ tool: 'cc', args: ['cc'] }]],
])('a %s of %j is told before anything is done with it', async (field, value) => {
  const folder = await temporaryFolder()
  await writeRuntime(folder, { [field]: value })
  await expect(resolveRuntime('fake', { folder })).rejects.toMatchObject({ code: 'invalid-manifest' })
})
