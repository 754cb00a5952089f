import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { writeFiles } from '../../src/cli/write-files.js'
import { fuelcell, StubRunner } from '../support/command-line.js'
import { temporaryFolder } from '../support/fake-runtime.js'
import { exited } from '../support/results.js'

let folder: string
let out: string
beforeEach(async () => {
  folder = await temporaryFolder()
  out = join(folder, 'out')
})

const bytes = (text: string) => Buffer.from(text)
const read = (path: string) => readFileSync(join(out, path), 'utf8')
const refusal = (files: Record<string, Uint8Array>) =>
  writeFiles(out, files).then(
    () => 'written',
    (error: Error & { code: string }) => `${error.code}: ${error.message.replaceAll(folder, '')}`,
  )

describe('files that a guest left', () => {
  it('are written with their folders, bytes as they are', async () => {
    await writeFiles(join(out, 'deep'), { 'a.bin': Uint8Array.of(0, 255), 'd/e/f': bytes('f') })
    expect([...readFileSync(join(out, 'deep/a.bin'))]).toEqual([0, 255])
    expect(read('deep/d/e/f')).toBe('f')
    expect(readdirSync(join(out, 'deep'))).toEqual(['a.bin', 'd'])
  })

  it('replace files and leave all others', async () => {
    mkdirSync(join(out, 'd'), { recursive: true })
    writeFileSync(join(out, 'd/old'), 'old')
    writeFileSync(join(out, 'd/stays'), 'stays')
    await writeFiles(out, { 'd/old': bytes('new') })
    expect([read('d/old'), read('d/stays'), readdirSync(out)]).toEqual(['new', 'stays', ['d']])
  })

  it('need a directory, and not a file of that name', async () => {
    writeFileSync(out, 'a file')
    expect(await refusal({ a: bytes('a') })).toBe(
      'invalid-option: --out "/out" is a file, not a directory; name a directory, which is made if it is missing',
    )
  })

  it('are none: the directory is made', async () => {
    await writeFiles(out, {})
    expect(readdirSync(out)).toEqual([])
  })

  it.each([
    ['name', `d/${'x'.repeat(300)}`],
    ['path', `${'d/'.repeat(3000)}x`],
  ])('with a %s that is too long are refused, and nothing is written', async (_what, name) => {
    expect(await refusal({ good: bytes(''), [name]: bytes('x') })).toMatch(
      /^invalid-option: cannot write .*: its name is too long there, and nothing was written/,
    )
    expect(readdirSync(out)).toEqual([])
  })

  it.runIf(process.platform === 'linux')('may differ in case alone', async () => {
    await writeFiles(out, { 'D/a': bytes('1'), 'd/A': bytes('2') })
    expect([readdirSync(out), read('D/a'), read('d/A')]).toEqual([['D', 'd'], '1', '2'])
  })

  it.each(['', '/etc/x', '../x', 'a/../../x', 'a//b', './a', 'a/', 'a\0b', '.', '..'])(
    'with the name %j lead nowhere',
    async (name) => {
      expect(await refusal({ good: bytes(''), [name]: bytes('x') })).toMatch(/^host-protocol: the program left a file/)
      expect(readdirSync(out)).toEqual([])
    },
  )

  it('do not follow symbolic links', async () => {
    mkdirSync(out)
    mkdirSync(join(folder, 'elsewhere'))
    writeFileSync(join(folder, 'victim'), 'untouched')
    symlinkSync(join(folder, 'elsewhere'), join(out, 'd'))
    symlinkSync(join(folder, 'victim'), join(out, 'file'))
    expect(await refusal({ first: bytes('1'), 'd/x': bytes('x') })).toMatch(
      /^invalid-option: "\/out\/d" is a symbolic link, which is not followed, and in the way/,
    )
    expect(readdirSync(out).sort()).toEqual(['d', 'file'])
    await writeFiles(out, { file: bytes('mine') })
    expect([read('file'), lstatSync(join(out, 'file')).isSymbolicLink()]).toEqual(['mine', false])
    expect(readFileSync(join(folder, 'victim'), 'utf8')).toBe('untouched')
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual([])
    expect(readlinkSync(join(out, 'd'))).toBe(join(folder, 'elsewhere'))
  })

  it.each([
    ['a directory', { d: bytes('x') }, '"/out/d" is a directory and in the way'],
    ['a file', { 'f/x': bytes('x') }, '"/out/f" is a file and in the way'],
  ])('do not take the place of %s', async (_what, files, sentence) => {
    mkdirSync(join(out, 'd'), { recursive: true })
    writeFileSync(join(out, 'f'), 'f')
    expect(await refusal({ a: bytes('a'), ...files })).toContain(sentence)
    expect(readdirSync(out).sort()).toEqual(['d', 'f'])
  })

  it('need a directory that can be one', async () => {
    out = '/proc/nowhere/out'
    expect(await refusal({ a: bytes('a') })).toMatch(
      /^invalid-option: cannot write "\/proc\/nowhere\/out": no such file/,
    )
  })
})

describe('fuelcell run --out', () => {
  const leaving = () =>
    new StubRunner(() => ({ ...exited(3), files: { 'made.txt': bytes('made') }, deleted: ['gone.txt'] }))

  it('keeps what was left, whatever the exit code, and says so', async () => {
    const { exitCode, stderr } = await fuelcell(['run', '--stats', '--out', out, '-c', ''], { runner: leaving() })
    expect(exitCode).toBe(3)
    expect(read('made.txt')).toBe('made')
    expect(stderr).toContain(`fuelcell: 1 file written to ${JSON.stringify(out)}; removed by the program: "gone.txt"\n`)
  })

  it('is an error where a file cannot be written, told behind what the run came to', async () => {
    mkdirSync(join(out, 'made.txt'), { recursive: true })
    expect(await fuelcell(['run', '--json', '--out', out, '-c', ''], { runner: leaving() })).toMatchObject({
      exitCode: 126,
      stdout: expect.stringContaining('"status":"exit"'),
      stderr: expect.stringContaining('is a directory and in the way'),
    })
  })

  it.each([
    ['below a file', () => writeFileSync(out, ''), 'not a directory', 'deep'],
    ['a link to nothing', () => symlinkSync('nowhere', out), 'no such file or directory'],
    ['a place where nothing can be made', () => symlinkSync('/proc/self', out), 'no such file or directory', 'deep'],
    ['empty', () => {}, 'no such file or directory', null],
  ])('is refused before the run when it is %s', async (_what, make, why, below = '') => {
    make()
    const runner = leaving()
    const dir = below === null ? '' : join(out, below)
    const { exitCode, stderr } = await fuelcell(['run', '--out', dir, '-c', ''], { runner })
    expect([exitCode, stderr]).toEqual([
      126,
      `fuelcell: cannot write "${dir}": ${why}; check the directory of --out and its permissions\n`,
    ])
    expect(runner.requests).toEqual([])
  })

  it('is refused before the run when it is a file', async () => {
    writeFileSync(out, '')
    const runner = leaving()
    const { exitCode, stderr } = await fuelcell(['run', '--out', out, '-c', ''], { runner })
    expect([exitCode, stderr]).toEqual([
      126,
      `fuelcell: --out "${out}" is a file, not a directory; name a directory, which is made if it is missing\n`,
    ])
    expect(runner.requests).toEqual([])
  })

  it('is made, and left empty, before the run', async () => {
    const runner = new StubRunner(() => {
      expect(readdirSync(join(out, 'a', 'b'))).toEqual([])
      return exited(0)
    })
    expect(await fuelcell(['run', '--out', join(out, 'a', 'b'), '-c', ''], { runner })).toMatchObject({ exitCode: 0 })
  })

  it('is an option of exec too', async () => {
    await fuelcell(['exec', '--out', out, 'app.wasm'], { runner: leaving() })
    expect(read('made.txt')).toBe('made')
  })
})
