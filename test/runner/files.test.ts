import { describe, expect, test } from 'vitest'
import { FuelcellError } from '../../src/errors.js'
import { checkFileTree, parseFiles } from '../../src/runner/files.js'

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
    [`${'x/'.repeat(2500)}y`, 'is 5,001 bytes long; at most 4,096 are possible'],
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
