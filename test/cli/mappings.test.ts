import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseDir, parseEnv, parseFileMapping } from '../../src/cli/mappings.js'

describe('parseEnv', () => {
  it.each([
    ['A=1', ['A', '1']],
    ['A=', ['A', '']],
    ['A=b=c', ['A', 'b=c']],
    ['A B= c ', ['A B', ' c ']],
  ])('reads %j', (text, pair) => {
    expect(parseEnv(text, '--env')).toEqual(pair)
  })

  it.each(['A', '', '=1', 'A=\0'])('refuses %j and says that the value has to be written out', (text) => {
    expect(() => parseEnv(text, '--env')).toThrow(
      `--env must be NAME=VALUE; nothing of the caller’s own environment is passed on, so the value has to be written out, but ${JSON.stringify(text)} was given`,
    )
  })
})

describe('parseFileMapping', () => {
  it.each([
    ['data.csv', 'data.csv', 'data.csv'],
    ['in/data.csv', 'in/data.csv', 'in/data.csv'],
    ['./in//data.csv', './in//data.csv', 'in/data.csv'],
    ['in/', 'in/', 'in'],
    ['.', '.', ''],
    ['in/..', 'in/..', ''],
    ['/srv/data.csv', '/srv/data.csv', 'data.csv'],
    ['../other/data.csv', '../other/data.csv', 'data.csv'],
    ['data.csv=in/data.csv', 'data.csv', 'in/data.csv'],
    ['data.csv=/in/data.csv', 'data.csv', 'in/data.csv'],
    ['a=b.csv=c.csv', 'a=b.csv', 'c.csv'],
    ['folder=.', 'folder', ''],
    ['folder=/', 'folder', ''],
    ['folder=./x/', 'folder', 'x'],
    ['x=...', 'x', '...'],
  ])('reads %j', (text, path, guest) => {
    expect(parseFileMapping(text, '--file')).toEqual({ path, guest })
  })

  it.each(['', '=x', 'x=', 'x=..', 'x=../y', 'x=a/../../y', 'x=/../y', 'x\0', 'x=\0'])('refuses %j', (text) => {
    expect(() => parseFileMapping(text, '--file')).toThrow(
      `--file must be PATH or PATH=GUEST, with GUEST below the run directory, such as data.csv=in/data.csv, but ${JSON.stringify(text)} was given`,
    )
  })
})

describe('parseDir', () => {
  it.each([
    ['/srv', '/srv', '/srv', 'read-write'],
    ['data', join(process.cwd(), 'data'), 'data', 'read-write'],
    ['/srv::/data', '/srv', '/data', 'read-write'],
    ['/srv::/data::ro', '/srv', '/data', 'read'],
    ['/srv::/data::rw', '/srv', '/data', 'read-write'],
    ['/srv::ro::rw', '/srv', 'ro', 'read-write'],
    ['/srv::./ro', '/srv', './ro', 'read-write'],
    ['/a:b::/c', '/a:b', '/c', 'read-write'],
    ['/ro', '/ro', '/ro', 'read-write'],
  ])('reads %j', (text, host, guest, access) => {
    expect(parseDir(text, '--dir')).toEqual({ host, guest, access })
  })

  it.each(['', '::/data', '/srv::', '/srv::::ro', '/srv::/data::no', '/srv::/data::ro::', '/srv::/data::', '/srv\0'])(
    'refuses %j',
    (text) => {
      expect(() => parseDir(text, '--dir')).toThrow(
        `--dir must be HOST, HOST::GUEST or HOST::GUEST::ro, such as ./data::/data::ro, but ${JSON.stringify(text)} was given`,
      )
    },
  )

  it.each(['/srv::ro', '/srv::rw'])('refuses %s rather than give a writable directory of that name', (text) => {
    expect(() => parseDir(text, '--dir')).toThrow(`but "${text}" was given`)
  })
})
