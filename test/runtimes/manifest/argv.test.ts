import { expect, test } from 'vitest'
import { argvOf, countedArgs } from '../../../src/runtimes/manifest/argv.js'

const entry = 'main.py'

test('arguments come at the end, or where they are wanted', () => {
  expect(argvOf({ args: ['ruby', '{entry}'] }, 'a/b.rb', ['x', 'y'])).toEqual(['ruby', 'a/b.rb', 'x', 'y'])
  expect(argvOf({ args: ['sql', '.read "{entry}"'] }, '$&.sql', [])).toEqual(['sql', '.read "$&.sql"'])
  expect(argvOf({ args: ['.read {quotedEntry}'] }, 'a"\\{entry}', [])).toEqual(['.read "a\\"\\\\{entry}"'])
  expect(argvOf({ args: ['sql', '{entry}', '{args}'] }, '{args}', ['x'])).toEqual(['sql', '{args}', 'x'])
  expect(argvOf({ args: ['cc', '{args}', '-o', 'a'] }, entry, ['-O2'])).toEqual(['cc', '-O2', '-o', 'a'])
  expect(argvOf({ args: ['cc', '{args}', '-o', 'a'] }, entry, [])).toEqual(['cc', '-o', 'a'])
})

test('markers in the arguments of a user are arguments', () => {
  expect(argvOf({ args: ['p', '{args}'] }, entry, ['{entry}', '{args}'])).toEqual(['p', '{entry}', '{args}'])
})

test('the marker of the entry counts as the entry', () => {
  expect(countedArgs({ args: ['python', '{entry}', '{args}'], entry })).toEqual(['python', 'main.py', '{args}'])
})

test.each(['-cprint(1).py', '--version', '@file'])('an entry called %s is no option', (odd) => {
  expect(argvOf({ args: ['python', '{entry}'] }, odd, ['-x'])).toEqual(['python', `/${odd}`, '-x'])
})
