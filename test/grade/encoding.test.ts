import { describe, expect, it } from 'vitest'
import { savedInput, savedText, strangeEncoding, withoutMark } from '../../src/grade/encoding.js'
import { fileKindOf } from '../../src/grade/file-kind.js'
import { selectFiles } from '../../src/grade/submission.js'
import { taskOf } from '../support/real-grader.js'

const MARK = '\ufeff'
const little = (text: string) => Buffer.from(text, 'utf16le')
const big = (text: string) => little(text).swap16()

describe('a saved text', () => {
  it.each([
    ['plain', Buffer.from('é\n'), null, 'é\n'],
    ['with a mark', Buffer.from(`${MARK}é\n`), 'UTF-8 with a mark', 'é\n'],
    ['of a shell of Windows', little(`${MARK}é\r\n`), 'UTF-16', 'é\r\n'],
    ['in the other order', big(`${MARK}é\n`), 'UTF-16', 'é\n'],
    ['with half a pair', little(`${MARK}\ud800x`), 'UTF-16', null],
    ['cut in a character', little(`${MARK}ab`).subarray(0, 5), 'UTF-16', null],
    ['UTF-16 without a mark', little('ab\n'), 'UTF-16 without a mark', null],
    ['the same in the other order', big('ab\n'), 'UTF-16 without a mark', null],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]), 'UTF-32', null],
    ['Latin-1', Buffer.from('caf\xe9', 'latin1'), null, null],
    ['empty', Buffer.from(''), null, ''],
    ['one that has a mark inside', Buffer.from(`a${MARK}`), null, `a${MARK}`],
    ['numbers of 16 bits', Buffer.from([1, 0, 0, 0, 2, 0]), null, '\u0001\0\0\0\u0002\0'],
  ] as const)('%s', (_, bytes, strange, text) => {
    expect(strangeEncoding(bytes)).toBe(strange)
    expect(savedText(bytes)).toBe(text)
  })

  it('is given to a program in UTF-8; what is no text stays as it is', () => {
    const given = (bytes: Uint8Array) => Buffer.from(savedInput(bytes)).toString('latin1')
    expect(given(Buffer.from(`${MARK}2\r\n`))).toBe('2\r\n')
    expect(given(little(`${MARK}2\r\n`))).toBe('2\r\n')
    expect(given(Buffer.from([0xff, 0xfe, 1]))).toBe('\xff\xfe\x01')
    expect(given(Buffer.from([0xff, 0]))).toBe('\xff\0')
    expect(withoutMark(little(`${MARK}2`))).toEqual(little(`${MARK}2`))
  })
})

const task = (tests: string, files: Record<string, string | Uint8Array> = {}, entry = 'main.py') =>
  taskOf(
    `version: 1\ntitle: T\nsubmission: { entry: ${entry} }\ngroups:\n  - name: g\n    points: 1\n    tests:\n      - ${tests}\n`,
    files,
  )

describe('files of a task', () => {
  it('in UTF-16 and with a byte order mark are read', () => {
    const files = { in: little(`${MARK}2\n`), out: Buffer.from(`${MARK}4\n`) }
    const [test] = task('{ stdin_file: in, stdout_file: out }', files).groups[0]?.tests ?? []
    expect(test).toMatchObject({ stdin: Buffer.from('2\n'), stdout: { kind: 'text', match: 'trim', value: '4\n' } })
    const [floats] = task('{ stdout: { file: in, floats: { abs: 1 } } }', files).groups[0]?.tests ?? []
    expect(floats).toMatchObject({ stdout: { kind: 'floats', value: '2\n' } })
  })

  it('that are compared byte for byte keep the mark', () => {
    const [test] = task('{ stdout: { file: out, match: exact } }', { out: `${MARK}4` }).groups[0]?.tests ?? []
    expect(test).toMatchObject({ stdout: { kind: 'bytes', value: Buffer.from(`${MARK}4`) } })
  })

  it.each([
    ['{ stdout_file: out }', little('ab\n')],
    ['{ stdout_file: out }', Buffer.from('caf\xe9', 'latin1')],
    ['{ stdout: { file: out, includes: a } }', Buffer.from([0xff, 0xfe, 0, 0])],
    ['{ stdout: { checker: out } }', Buffer.from('caf\xe9', 'latin1')],
    ['{ stdout_file: out, reference: out }', little('ab\n')],
  ])('that are no text are refused: %s', (tests, out) => {
    expect(() => task(tests, { out })).toThrow('line 8: "out" is not UTF-8 text')
  })
})

describe('what is handed in', () => {
  const handed = (files: Record<string, string | Uint8Array>, entry = 'main.py') =>
    selectFiles(task(entry === 'main.py' ? '{ stdout: x }' : '{ stdout: x }', {}, entry), {
      files: Object.fromEntries(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)])),
    })

  it.each([
    ['a PDF document', '%PDF-1.7\n%\xe2\xe3'],
    ['an archive of gzip (.gz, .tgz)', '\x1f\x8b\x08\0'],
    ['an archive of bzip2 (.bz2)', 'BZh91AY&SY'],
    ['an archive of xz (.xz)', '\xfd7zXZ\0\0'],
    ['an archive of zstd (.zst)', '\x28\xb5\x2f\xfd'],
    ['an archive of 7-Zip (.7z)', '7z\xbc\xaf\x27\x1c'],
    ['an archive of RAR (.rar)', 'Rar!\x1a\x07\x01\0'],
    ['an archive of tar (.tar)', `${'main.py'.padEnd(257, '\0')}ustar\x0000`],
    ['an archive of tar (.tar)', `${'main.py'.padEnd(257, '\0')}ustar  \0`],
    ['a zip inside of another file', 'PK\x05\x06'],
    ['a picture', '\x89PNG\r\n\x1a\n'],
    ['a document of a word processor', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
    ['a program that was compiled already', '\x7fELF\x02'],
  ])('is %s', (name, bytes) => {
    expect(handed({ 'main.py': Buffer.from(bytes, 'latin1') }).problem).toBe(
      `What was handed in for "main.py" is ${name} and no program. Hand in the file "main.py" itself, or a zip (.zip) that has it.`,
    )
  })

  it.each(['BZh = 3\n', '7zip = 1\n', 'MZ = 1\n', "print('%PDF-')\n", `${'#'.repeat(257)}ustar\n`])(
    'is a program: %j',
    (code) => {
      expect(fileKindOf(Buffer.from(code))).toBeNull()
      expect(handed({ 'main.py': code }).problem).toBeNull()
    },
  )

  it('is not UTF-16, and no file that is imported is', () => {
    const problem = (name: string) =>
      `The file "${name}" is saved as UTF-16 or UTF-32, in which no program is written. Save it as UTF-8 in your editor.`
    expect(handed({ 'main.py': little(`${MARK}print(1)\n`) }).problem).toBe(problem('main.py'))
    expect(handed({ 'main.py': big('print(1)\n\n') }).problem).toBe(problem('main.py'))
    expect(handed({ 'main.py': 'import b', 'b.py': little(`${MARK}x = 1`) }).problem).toBe(problem('b.py'))
  })

  it('keeps its byte order mark in Python, which looks at it, and nowhere else', () => {
    expect(handed({ 'main.py': `${MARK}print(1)` }).entry).toEqual(Buffer.from(`${MARK}print(1)`))
    expect(handed({ 'main.php': `${MARK}<?php echo 1;` }, 'main.php').entry).toEqual(Buffer.from('<?php echo 1;'))
    expect(handed({ 'main.sql': `${MARK}select 1;` }, 'main.sql').entry).toEqual(Buffer.from('select 1;'))
  })
})
