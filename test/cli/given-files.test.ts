import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fuelcell, StubRunner } from '../support/command-line.js'
import { exited } from '../support/results.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fuelcell-cli-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const given = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
describe('--file', () => {
  const filesOf = async (...options: string[]) => {
    const runner = new StubRunner(() => exited(0))
    const { exitCode, stderr } = await fuelcell(['run', ...options, '-c', ''], { runner })
    const files = Object.entries((runner.requests[0]?.files ?? {}) as Record<string, Uint8Array>)
    return { exitCode, stderr, files: files.map(([name, bytes]) => [name, Buffer.from(bytes).toString('latin1')]) }
  }

  it('gives files and folders, bytes as they are', async () => {
    mkdirSync(join(folder, 'in/deep'), { recursive: true })
    given('in/a', '\xff')
    given('in/deep/b', 'b')
    symlinkSync(join(folder, 'in/a'), join(folder, 'in/link'))
    const { files } = await filesOf(
      '--file',
      `${folder}/in`,
      '--file',
      `${folder}/in/a=x/y`,
      '--file',
      `${folder}/in=/`,
    )
    const bytes = Buffer.from('\xff').toString('latin1')
    expect(files.sort()).toEqual(
      [
        ['a', bytes],
        ['deep/b', 'b'],
        ['in/a', bytes],
        ['in/deep/b', 'b'],
        ['in/link', bytes],
        ['link', bytes],
        ['x/y', bytes],
      ].sort(),
    )
  })

  it('refuses what the run directory would not hold, before it is read', async () => {
    given('a', '12345')
    given('b', '12345')
    const file = ['--file', `${folder}=.`]
    expect(await filesOf('--disk-limit', '10', ...file)).toMatchObject({ exitCode: 0 })
    expect(await filesOf('--disk-limit', '9', ...file)).toMatchObject({
      exitCode: 126,
      stderr:
        'fuelcell: the files are longer than the 9 bytes that the run directory holds; raise it with --disk-limit\n',
    })
    expect(await filesOf('--disk-entries', '1', ...file)).toMatchObject({
      exitCode: 126,
      stderr: 'fuelcell: the files are more than the 1 that the run directory holds; raise it with --disk-entries\n',
    })
  })

  it('refuses two files of one name', async () => {
    const path = given('a', '')
    expect(await filesOf('--file', path, '--file', `${path}=./a`)).toMatchObject({
      exitCode: 126,
      stderr: 'fuelcell: two files are called "a" for the guest; rename one with --file PATH=GUEST\n',
    })
  })

  it.each([
    ['/nowhere/a', 'cannot read "/nowhere/a": no such file or directory; check the path and its permissions'],
    ['/dev/null', '"/dev/null" is neither a file nor a folder; --file takes only these'],
    ['/etc/passwd=.', '"/etc/passwd" is a file and needs a name for the guest: --file PATH=GUEST'],
  ])('refuses %s', async (mapping, sentence) => {
    expect(await filesOf('--file', mapping)).toMatchObject({ exitCode: 126, stderr: `fuelcell: ${sentence}\n` })
  })

  it('does not follow a link to a folder', async () => {
    symlinkSync(folder, join(folder, 'loop'))
    expect(await filesOf('--file', folder)).toMatchObject({
      exitCode: 126,
      stderr: `fuelcell: ${JSON.stringify(join(folder, 'loop'))} is neither a file nor a folder; --file takes only these\n`,
    })
  })
})
