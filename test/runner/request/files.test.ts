import { describe, expect, test } from 'vitest'
import { FuelcellError } from '../../../src/core/errors.js'
import { checkDisk, checkFileTree, parseFiles } from '../../../src/runner/request/files.js'

/** What is said of files with these names beside an entry `main.py`; the number of entries when nothing is. */
function check(...names: string[]): string | number {
  try {
    const files = parseFiles(Object.fromEntries(names.map((name) => [name, ''])), 'run')
    return checkFileTree(files.keys(), 'main.py', 'run')
  } catch (error) {
    if (error instanceof FuelcellError && error.code === 'invalid-file-name') return error.message
    throw error
  }
}

describe('a file name', () => {
  test.each([
    'a',
    'a/b/c.txt',
    'with space',
    'new\nline',
    '..a',
    'a..',
    '...',
    '.hidden',
    'back\\slash',
    'C:\\x',
    'ü/😀',
    '-rf',
    'x'.repeat(255),
    'main.pyc',
    'constructor',
  ])('may be %j', (name) => {
    expect(check(name)).toBeTypeOf('number')
  })

  test.each([
    ['', 'is empty'],
    ['.', 'is empty'],
    ['./', 'is empty'],
    ['/', 'is absolute; names are relative to the run directory'],
    ['/etc/passwd', 'is absolute; names are relative to the run directory'],
    ['..', 'has a ".." part; names stay inside the run directory'],
    ['../x', 'has a ".." part; names stay inside the run directory'],
    ['a/../../x', 'has a ".." part; names stay inside the run directory'],
    ['a/..', 'has a ".." part; names stay inside the run directory'],
    ['a//b', 'is not in its normal form; write "a/b"'],
    ['./a', 'is not in its normal form; write "a"'],
    ['a/./b', 'is not in its normal form; write "a/b"'],
    ['a/', 'is not in its normal form; write "a"'],
    ['\ud800', 'contains half of a surrogate pair'],
    ['x'.repeat(256), 'has a part of 256 bytes; at most 255 are possible'],
    ['é'.repeat(128), 'has a part of 256 bytes; at most 255 are possible'],
    [`${'x/'.repeat(2500)}y`, 'is 5,001 bytes long; at most 4,095 are possible'],
    [`${'d/'.repeat(64)}f`, 'lies 65 levels deep; at most 64 are possible'],
    ['main.py', 'is where the submitted code goes; choose another'],
  ])('is not %j', (name, why) => {
    const said = check(name)
    expect(said).toContain('run: the file name "')
    expect(String(said).endsWith(` ${why}`)).toBe(true)
  })

  test('with a NUL is refused and quoted safely', () => {
    expect(check('a\0.txt')).toBe('run: the file name "a\\u0000.txt" contains NUL')
  })

  test('is quoted safely and shortly', () => {
    expect(check('/\u001b]0;owned\u0007\u202e')).toBe(
      'run: the file name "/\\u001b]0;owned\\u0007\\u{202e}" is absolute; names are relative to the run directory',
    )
    expect(check('x'.repeat(5000))).toContain(`"${'x'.repeat(80)}"…`)
  })
})

describe('file names together', () => {
  test('count with the folders above them and the entry', () => {
    expect(check()).toBe(1)
    expect(check('a', 'b')).toBe(3)
    expect(check('d/e/a', 'd/e/b', 'd/c')).toBe(6)
  })

  test('are refused when one is a folder of another', () => {
    expect(check('a', 'a/b')).toBe('run: the file name "a" is also a folder of "a/b"')
    expect(check('a/b/c', 'a/b')).toBe('run: the file name "a/b" is also a folder of "a/b/c"')
    expect(check('main.py/x')).toBe('run: the file name "main.py" is where the submitted code goes; choose another')
  })

  test('may share the beginning of a name', () => {
    expect(check('ab', 'a/b')).toBe(4)
  })
})

describe('nested folders', () => {
  const parse = (files: unknown) => parseFiles(files, 'run')
  const refusal = (files: unknown): string => {
    try {
      parse(files)
    } catch (error) {
      if (error instanceof FuelcellError) return error.message
      throw error
    }
    return 'accepted'
  }

  test('are files by their paths', () => {
    const files = parse({ lib: { 'a.py': 'A', deep: { 'b.py': Uint8Array.of(66) } }, 'lib/c.py': 'C', 'd.txt': 'D' })
    expect([...files].map(([name, bytes]) => [name, Buffer.from(bytes).toString()])).toEqual([
      ['lib/a.py', 'A'],
      ['lib/deep/b.py', 'B'],
      ['lib/c.py', 'C'],
      ['d.txt', 'D'],
    ])
  })

  test('with a file that is given twice are refused', () => {
    expect(refusal({ 'a/b': '', a: { b: '' } })).toBe('run: the file name "a/b" is given twice, once in a folder')
  })

  test('without files are refused', () => {
    expect(refusal({ a: { b: {} } })).toBe('run: the file name "a/b" is an empty folder; only files can be given')
  })

  test('that climb or are spelled oddly are refused', () => {
    expect(refusal({ '..': { a: '' } })).toContain('has a ".." part')
    expect(refusal({ 'a/': { b: '' } })).toContain('is not in its normal form; write "a"')
  })

  test.each([[new Map([['a', 'b']])], [['a']], [new Date(0)], [5], [null]])('are not %j', (content) => {
    expect(refusal({ a: content })).toContain('run: files["a"] must be a string, bytes or a folder of them')
  })

  test('that hold themselves end', () => {
    const folder: Record<string, unknown> = {}
    folder.a = folder
    expect(refusal(folder)).toContain('lies 65 levels deep; at most 64 are possible')
  })
})

test('names below what the runtime mounts are refused, the entry too', () => {
  const check = (names: string[], entry: string) => () => checkFileTree(names, entry, 'run', ['/sys', '/opt/lib'])
  expect(check(['sys/a.h'], 'main.c')).toThrow('"sys/a.h" would be hidden by the runtime\'s own directory "/sys"')
  expect(check(['sys'], 'main.c')).toThrow('"sys" would be hidden')
  expect(check([], 'opt/lib/x')).toThrow('"opt/lib/x" would be hidden')
  expect(check(['system', 'opt/a'], 'main.c')()).toBe(4)
})

test('what is too long names the limit to raise', () => {
  const check = (code: string, files: Record<string, string>) =>
    checkDisk({ code: Buffer.from(code) }, parseFiles(files, 'call'), 3, 'call', 'limits.compile.diskBytes')
  expect(() => check('1234', {})).toThrow(
    'call: code is 4 bytes, but the run directory holds 3; raise limits.compile.diskBytes',
  )
  expect(() => check('12', { a: '12' })).toThrow(
    'call: code and files are 4 bytes, but the run directory holds 3; raise limits.compile.diskBytes',
  )
  expect(() => check('12', { a: '1' })).not.toThrow()
})
