import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { strToU8, type Zippable, zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadSubmission } from '../../../src/cli/grade/submission.js'
import { zipEntries } from '../../../src/core/zip-directory.js'
import { selectFiles } from '../../../src/grade/submission.js'
import { taskOf } from '../../support/real-grader.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fuelcell-handed-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const task = taskOf(`version: 1
title: T
submission: { entry: main.py, files: ["*.py", "data/*.txt"] }
groups: [{ name: g, points: 1, tests: [{ stdout: x }] }]
`)

/** Names of the files of a zip or folder, and the paths that they have in the submission. */
const cases: ReadonlyArray<readonly [string, readonly string[], readonly string[]]> = [
  ['flat', ['main.py', 'a.py', 'notes.md'], ['a.py', 'main.py']],
  ['in a folder', ['proj/main.py', 'proj/data/1.txt'], ['data/1.txt', 'main.py']],
  ['in a folder of a folder', ['class/anna/main.py', 'class/anna/lib/b.py'], ['lib/b.py', 'main.py']],
  ['from Windows', ['proj\\main.py', 'proj\\data\\1.txt'], ['data/1.txt', 'main.py']],
  ['with dots before', ['./main.py', './data/1.txt'], ['data/1.txt', 'main.py']],
  ['with dots between', ['proj/./main.py'], ['main.py']],
  ['with the whole path', ['C:\\Users\\anna\\main.py'], ['main.py']],
  ['with a slash before', ['/main.py', '/a.py'], ['a.py', 'main.py']],
  ['with two slashes', ['proj//main.py'], ['main.py']],
  ['with what macOS adds', ['proj/main.py', '__MACOSX/proj/._main.py', '.DS_Store'], ['main.py']],
  ['beside what does not count', ['readme.md', 'proj/main.py'], ['main.py']],
  ['with two programs', ['main.py', 'old/main.py'], ['main.py', 'old/main.py']],
  ['with two programs in a folder', ['proj/main.py', 'proj/old/main.py'], ['main.py', 'old/main.py']],
]

describe.each(cases)('%s', (_, names, paths) => {
  it('a zip is read', async () => {
    const zip = zipSync(Object.fromEntries(names.map((name) => [name, strToU8('x = 1\n')])))
    const handed = await load(zip)
    expect(Object.keys(handed.files).sort()).toEqual(paths)
    expect(selectFiles(task, handed).problem).toBeNull()
  })

  // A folder has no names with empty parts; a backslash may come of an archive that was unpacked on another system.
  it.skipIf(names.some((name) => /^[./]\/?|\/[./]/.test(name)))('a folder is read', async () => {
    for (const name of names) {
      mkdirSync(join(folder, 'handed', dirname(name)), { recursive: true })
      writeFileSync(join(folder, 'handed', name), 'x = 1\n')
    }
    const handed = await loadSubmission(join(folder, 'handed'), task)
    expect(Object.keys(handed.files).sort()).toEqual(paths)
  })
})

describe('a zip is refused', () => {
  it('in which a file is twice', async () => {
    const zip = zipSync({ 'proj\\main.py': strToU8('x = 1'), 'proj/main.py': strToU8('x = 2') })
    expect((await load(zip)).problem).toBe(
      'The submission has the file "main.py" twice. Hand in one of them, under exactly that name.',
    )
  })

  it.each([
    ['stored', 0],
    ['deflated', 6],
  ] as const)('whose content was damaged: %s', async (_, level) => {
    const zip = zipSync({ 'main.py': [strToU8('print(1)\n'), { level }] })
    const [{ crc32 = 0 } = {}] = zipEntries(zip)
    const at = Buffer.from(zip).lastIndexOf(Buffer.from(Uint32Array.of(crc32).buffer))
    zip[at] = (zip[at] ?? 0) ^ 1
    const path = join(folder, 'handed.zip')
    expect((await load(zip)).problem).toBe(
      `The submission "${path}" is damaged: what is in it for "main.py" does not have its checksum (CRC-32). Make the zip again, and hand it in again.`,
    )
  })

  it('which is locked', async () => {
    const zip = zipSync({ 'main.py': [strToU8('print(1)\n'), { level: 0 }] })
    const directory = Buffer.from(zip).indexOf(Buffer.from('PK\u0001\u0002'))
    zip[directory + 8] = 1
    expect((await load(zip)).problem).toBe(
      `The submission "${join(folder, 'handed.zip')}" is locked by a password. Make a zip without one, or hand in the file itself.`,
    )
  })

  it('which lacks the file, and says what it has', async () => {
    const problem = async (files: Zippable) => selectFiles(task, await load(zipSync(files))).problem
    expect(await problem({})).toBe(
      'There is no file "main.py" in the submission, which is empty. Hand in a file of exactly that name.',
    )
    expect(await problem({ 'Main.PY': strToU8('x'), 'word/document.xml': strToU8('x') })).toBe(
      'There is no file "main.py" in the submission (it has "Main.PY", "word/document.xml"). Hand in a file of exactly that name.',
    )
    expect(await problem({ '../main.py': strToU8('x') })).toContain('There is no file "main.py" in the submission')
  })
})

describe('what a zip says of itself is not believed:', () => {
  const program = strToU8('print(1)\n')
  const directoryAt = (zip: Uint8Array, index = 0) => {
    let at = -1
    for (let found = 0; found <= index; found += 1) at = Buffer.from(zip).indexOf(Buffer.from('PK\u0001\u0002'), at + 1)
    return new DataView(zip.buffer, zip.byteOffset + at)
  }

  it('entries that share their data are not inflated', async () => {
    const zip = zipSync({ 'main.py': [program, { level: 0 }], 'a.py': [program, { level: 0 }] })
    directoryAt(zip, 1).setUint32(42, directoryAt(zip).getUint32(42, true), true)
    expect((await load(zip)).problem).toContain('cannot be read: its entries overlap')
  })

  it.each([0, 5, 900])('a file that is longer than it says (%i) is inflated no further', async (bytes) => {
    const zip = zipSync({ 'main.py': new Uint8Array(50_000_000), 'a.py': program })
    directoryAt(zip).setUint32(24, bytes, true)
    expect((await load(zip)).problem).toContain('is damaged')
  })

  it('files that are too large are not inflated at all', async () => {
    const zip = zipSync({ 'main.py': new Uint8Array(50_000_000) })
    expect((await load(zip)).problem).toContain('has 50,000,000 bytes, and 1,048,576 are allowed')
    directoryAt(zip).setUint32(24, 0xffff_fffe, true)
    expect((await load(zip)).problem).toContain('has 4,294,967,294 bytes')
  })

  it('data or headers outside of it', async () => {
    const outside = zipSync({ 'main.py': [program, { level: 0 }] })
    directoryAt(outside).setUint32(20, 1_000_000, true)
    expect((await load(outside)).problem).toContain('cannot be read: an entry ends outside of it')
    const elsewhere = zipSync({ 'main.py': [program, { level: 0 }] })
    directoryAt(elsewhere).setUint32(42, 3, true)
    expect((await load(elsewhere)).problem).toContain('cannot be read: an entry is not where its directory says')
    directoryAt(elsewhere).setUint32(42, 0xffff_fff0, true)
    expect((await load(elsewhere)).problem).toContain('cannot be read')
  })

  it('a method that nobody has', async () => {
    const zip = zipSync({ 'main.py': [program, { level: 0 }] })
    directoryAt(zip).setUint16(10, 99, true)
    expect((await load(zip)).problem).toContain('it is packed by method 99')
  })

  it('more entries than it may have', async () => {
    const zip = zipSync(Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`${index}.txt`, program])))
    expect((await load(zip)).problem).toContain('more than 10,000 files')
  })
})

it('sizes of eight bytes stand in an extra field', async () => {
  const plain = Buffer.from(zipSync({ 'main.py': [strToU8('x = 1\n'), { level: 0 }] }))
  const at = plain.indexOf(Buffer.from('PK\u0001\u0002'))
  const end = plain.indexOf(Buffer.from('PK\u0005\u0006'))
  const extra = Buffer.alloc(28)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(24, 2)
  extra.writeBigUInt64LE(6n, 4)
  extra.writeBigUInt64LE(6n, 12)
  const entry = Buffer.from(plain.subarray(at, end))
  for (const field of [20, 24, 42]) entry.writeUInt32LE(0xffff_ffff, field)
  entry.writeUInt16LE(entry.readUInt16LE(30) + 28, 30)
  const zip = Buffer.concat([plain.subarray(0, at), entry, extra, plain.subarray(end)])
  expect((await load(zip)).files).toEqual({ 'main.py': Buffer.from('x = 1\n') })
})

it('names in a zip are UTF-8, or those of DOS', async () => {
  const named = (name: Uint8Array) => {
    const zip = zipSync({ ['x'.repeat(name.length)]: strToU8('1') })
    for (const signature of ['PK\u0001\u0002', 'PK\u0003\u0004']) {
      const at = Buffer.from(zip).indexOf(Buffer.from(signature))
      zip.set(name, at + (signature.endsWith('\u0002') ? 46 : 30))
    }
    return zipEntries(zip).map((entry) => entry.name)
  }
  expect(named(Buffer.from('größe.py'))).toEqual(['größe.py'])
  expect(named(Buffer.from('gr\x94\xe1e.py', 'latin1'))).toEqual(['größe.py'])
})

it('what is no zip at all has no directory', () => {
  expect(() => zipEntries(Buffer.from('PK\u0003\u0004 and no more'))).toThrow('it has no directory')
  expect(() => zipEntries(new Uint8Array())).toThrow('it has no directory')
})

function load(zip: Uint8Array) {
  writeFileSync(join(folder, 'handed.zip'), zip)
  return loadSubmission(join(folder, 'handed.zip'), task)
}
