/** A language is data: a folder of `runtimes/` brings its names, its files and how it defines parameters, to all commands. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { namedCases } from '../../src/bench/case.js'
import { definitions, extensions, isSameLanguage, languageName } from '../../src/languages/languages.js'
import { fuelcell, StubRunner } from '../support/command-line.js'
import { fakeManifest } from '../support/fake-runtime.js'
import { taskOf } from '../support/real-grader.js'
import { exited } from '../support/results.js'

// A package with the runtimes of this one and one more, before anything asks for them.
const folder = vi.hoisted(() => ({ path: '' }))
vi.mock('../../src/core/package-folder.js', () => ({ packageFolder: () => folder.path }))

folder.path = mkdtempSync(join(tmpdir(), 'fuelcell-added-'))
afterAll(() => rmSync(folder.path, { recursive: true }))
cpSync('package.json', join(folder.path, 'package.json'))
cpSync('runtimes', join(folder.path, 'runtimes'), { recursive: true })
const manifest = {
  ...(await fakeManifest()),
  aliases: ['fk', 'fake-lang'],
  extensions: ['.fk'],
  language: 'Fake',
  parameters: {
    define: 'let {name} := {value}',
    booleans: ['no', 'yes'],
    escapes: { a: '{name}' },
    reserved: 'let be',
  },
}
mkdirSync(join(folder.path, 'runtimes', 'fake'))
writeFileSync(join(folder.path, 'runtimes', 'fake', 'manifest.json'), JSON.stringify(manifest))
mkdirSync(join(folder.path, 'runtimes', 'broken'))
writeFileSync(join(folder.path, 'runtimes', 'broken', 'manifest.json'), '{"name":"broken","extensions":[5]}')

it('run takes its files and its other names', async () => {
  const script = join(folder.path, 'main.FK')
  writeFileSync(script, 'hello')
  const runner = new StubRunner(() => exited(0))
  await fuelcell(['run', script], { runner })
  await fuelcell(['run', '--runtime', 'fk', '-c', 'hello'], { runner })
  expect(runner.requests.map(({ runtime }) => runtime)).toEqual(['fake', 'fk'])
})

it('bench takes its other names, and defines parameters as it says', () => {
  expect(namedCases([{ code: 'x', runtime: 'fake-lang' }])[0]?.runtime).toBe('fake')
  expect(definitions('fake', { a: true, b: 'xay', c: 2n ** 64n })).toBe(
    'let a := yes\nlet b := "x{name}y"\nlet c := 18446744073709551616\n',
  )
  expect(() => definitions('fake', { be: 1 })).toThrow('the parameter "be" is a keyword of the runtime "fake"')
  expect(extensions()).toContain('.fk')
})

it('grade takes its files and its other names', () => {
  const task = (head: string) =>
    taskOf(`version: 1\ntitle: T\n${head}\ngroups:\n  - name: g\n    points: 1\n    tests:\n      - { stdout: x }\n`)
  expect(task('submission: { entry: main.fk }').runtime).toBe('fake')
  expect(task('submission: { runtime: fake-lang, entry: main.txt }').runtime).toBe('fake')
  expect(languageName('fake')).toBe('Fake')
  expect(isSameLanguage('fake', 'python')).toBe(false)
})

it('a runtime whose manifest is broken has no language', () => {
  expect(languageName('broken')).toBe('broken')
})
