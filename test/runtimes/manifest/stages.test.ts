import { expect, test } from 'vitest'
import type { Stage } from '../../../src/runtimes/manifest/manifest.js'
import { resolveRuntime } from '../../../src/runtimes/manifest/resolve.js'
import { allowsOption, cachedNames, outputOf, stageArgv, toolRuntime } from '../../../src/runtimes/manifest/stages.js'

const compile: Stage = {
  name: 'compile',
  tool: 'cc',
  wasm: { path: 'cc.wasm', sha256: '0'.repeat(64), bytes: 1 },
  args: ['cc', '-O2', '{options}', '-o', '{output}', '{source}'],
  output: '{source}.o',
  options: ['-O0', '-W*', '-std=c11'],
}
const link: Stage = { ...compile, name: 'link', args: ['ld', '{inputs}', '-o', '{output}'], output: 'program.wasm' }

test('a source, what is made of it and the options come where their marks stand', () => {
  expect(stageArgv(compile, 'src/a.c', [], ['-O0', '-Wall'])).toEqual([
    'cc',
    '-O2',
    '-O0',
    '-Wall',
    '-o',
    '/src/a.c.o',
    'src/a.c',
  ])
  expect(stageArgv(link, '', ['a.c.o', 'b.c.o'], ['-O0'])).toEqual(['ld', '/a.c.o', '/b.c.o', '-o', '/program.wasm'])
  expect([outputOf(compile, "$&/$'.c"), outputOf(link, 'a.c')]).toEqual(["$&/$'.c.o", 'program.wasm'])
})

test.each(['-o', '@file', '--version'])('a source called %s is no option', (source) => {
  expect(stageArgv(compile, source, [], []).at(-1)).toBe(`/${source}`)
})

test('an option is allowed as it stands in the list, or by its beginning', () => {
  const allowed = [
    '-O0',
    '-O1',
    '-Wall',
    '-Wno-error=format',
    '-W',
    '-Wl,-e',
    '-W x',
    '-Wa\n',
    '-std=c11',
    '-std=c111',
    '',
  ]
  expect(allowed.filter((option) => allowsOption(compile, option))).toEqual([
    '-O0',
    '-Wall',
    '-Wno-error=format',
    '-std=c11',
  ])
  expect(allowsOption(link, '-W*')).toBe(false)
})

test('a tool with patches is another than without, and a folder beside a named manifest is the same for all', async () => {
  const runtime = await resolveRuntime('c')
  const patches = [{ offset: 0, from: '00', to: '01', why: 'a test' }]
  const [plain, patched] = [toolRuntime(runtime, compile), toolRuntime(runtime, { ...compile, patches })]
  expect([plain.patches, patched.patches]).toEqual([undefined, patches])
  expect(patched.name).not.toBe(plain.name)
  const cpp = await resolveRuntime('cpp')
  const nameOf = (of: { readonly of?: string }, of1: typeof runtime) =>
    toolRuntime(of1, { ...compile, mounts: [{ guest: '/x', folder: 'include', ...of }] }).name
  expect(nameOf({ of: 'cpp' }, runtime)).toBe(nameOf({ of: 'cpp' }, cpp))
  expect(nameOf({}, runtime)).not.toBe(nameOf({}, cpp))
})

test('C and C++ share their tools, which stand for them in the cache', async () => {
  const [c, cpp, python] = await Promise.all(['c', 'cpp', 'python'].map((name) => resolveRuntime(name)))
  if (c === undefined || cpp === undefined || python === undefined) throw new Error('not resolved')
  expect(cachedNames(c)).toEqual(cachedNames(cpp))
  expect([...cachedNames(c)].map((name) => name.replace(/-[0-9a-f]{8}$/, ''))).toEqual(['clang', 'wasm-ld'])
  expect(cachedNames(python)).toEqual(new Set(['python']))
})

test('a tool with another file or another stack is another tool', async () => {
  const runtime = await resolveRuntime('c')
  const names = [compile, { ...compile, stackPages: 2 }, { ...compile, wasm: { ...compile.wasm, path: 'b' } }, link]
  expect(new Set(names.map((stage) => toolRuntime(runtime, stage).name)).size).toBe(3)
})

test('tools with folders beside two manifests are two tools, for the folders may differ', async () => {
  const runtime = await resolveRuntime('c')
  const elsewhere = { ...runtime, folder: '/elsewhere' }
  const withFolder: Stage = { ...compile, mounts: [{ guest: '/sys', folder: 'sysroot' }] }
  expect(toolRuntime(elsewhere, withFolder).name).not.toBe(toolRuntime(runtime, withFolder).name)
  expect(toolRuntime(elsewhere, compile).name).toBe(toolRuntime(runtime, compile).name)
})
