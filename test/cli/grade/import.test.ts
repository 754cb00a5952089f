import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { strToU8, zipSync } from 'fflate'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fuelcell, StubRunner } from '../../support/command-line.js'
import { exited } from '../../support/results.js'

let folder: string
let before: string
beforeEach(() => {
  before = process.cwd()
  folder = mkdtempSync(join(tmpdir(), 'fuelcell-import-'))
  process.chdir(folder)
})
afterEach(() => {
  process.chdir(before)
  rmSync(folder, { recursive: true })
})

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}
const run = (...tokens: string[]) =>
  fuelcell(['grade', 'import', ...tokens], { runner: new StubRunner(() => exited(0)) })

it('a task is written beside what is imported, and never over another one', async () => {
  write({ 'p/1.in': '1', 'p/1.ans': '2' })
  expect(await run('p')).toMatchObject({
    exitCode: 0,
    stderr: 'fuelcell: wrote "p/grade.yaml" with 1 test; try it with `fuelcell grade`\n',
  })
  expect(await run('p')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('"p/grade.yaml" exists already'),
  })
})

it('the files that a task names go with it into another folder', async () => {
  write({ 'p/1.in': '1', 'p/1.ans': '2', 'p/notes.txt': '' })
  expect(await run('p', '--out', 'q/grade.yaml')).toMatchObject({ exitCode: 0 })
  expect(readFileSync('q/1.in', 'utf8')).toBe('1')
  expect(readFileSync('q/1.ans', 'utf8')).toBe('2')
  expect(existsSync('q/notes.txt')).toBe(false)
})

it('a package in a zip becomes a task in a folder of its name, with the files that it needs', async () => {
  const files = {
    'sum/data/secret/1.in': '1',
    'sum/data/secret/1.ans': '2',
    'sum/problem.yaml': 'limits: { time_limit: 1 }',
  }
  const zip = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])))
  writeFileSync('p.zip', zip)
  expect(await run('p.zip')).toMatchObject({
    exitCode: 0,
    stderr: 'fuelcell: wrote "p/grade.yaml" with 1 test; try it with `fuelcell grade`\n',
  })
  expect(readFileSync('p/data/secret/1.ans', 'utf8')).toBe('2')
  expect(readFileSync('p/grade.yaml', 'utf8')).toContain('title: p\n')
  writeFileSync('bad.zip', 'PK')
  expect(await run('bad.zip')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('this is no zip') })
  const damaged = Buffer.from(zip)
  // A byte of the checksum in the directory.
  const entry = damaged.indexOf('PK\u0001\u0002')
  damaged[entry + 16] = (damaged[entry + 16] ?? 0) ^ 1
  writeFileSync('damaged.zip', damaged)
  expect(await run('damaged.zip')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('its checksum is another'),
  })
})

it('links within are followed; a link to a folder or out of it is left out, with a warning', async () => {
  write({ 'p/a/1.in': '1', 'p/1.ans': '2', 'far.in': '3', 'p/2.ans': '4' })
  symlinkSync('a/1.in', 'p/1.in')
  symlinkSync('../far.in', 'p/2.in')
  symlinkSync('a', 'p/b')
  const { exitCode, stderr } = await run('p')
  expect([exitCode, stderr]).toEqual([
    0,
    `${['2.in', 'b']
      .map(
        (link) =>
          `fuelcell: warning: ${link}: this link leads to a folder or out of what is imported, and was left out; put a copy in its place\n`,
      )
      .join('')}fuelcell: wrote "p/grade.yaml" with 1 test; try it with \`fuelcell grade\`\n`,
  ])
})

it('what is broken is told with file and line, and what is unknown with the forms that are known', async () => {
  write({ 'p/init.yml': 'a: [\n', 'q/x.txt': '' })
  expect(await run('p')).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('fuelcell: init.yml: line 2: ') })
  expect(await run('q')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('"q" is none of the forms that are known: tests.json (Classroom 50), '),
  })
  expect(await run('nothing')).toMatchObject({ exitCode: 2 })
  expect(existsSync('p/grade.yaml')).toBe(false)
})
