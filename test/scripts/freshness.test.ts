import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { digestOf, filesBelow, isInstalled } from '../../scripts/freshness.mjs'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fuelcell-freshness-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

type Packages = Record<string, { version: string; integrity?: string; optional?: boolean }>

function lock(path: string, packages: Packages): void {
  writeFileSync(join(folder, path), JSON.stringify({ lockfileVersion: 3, packages }))
}

describe('an installation', () => {
  const wanted = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0', optional: true } }
  beforeEach(() => {
    lock('package-lock.json', { '': { version: '0.1.0' }, ...wanted })
    mkdirSync(join(folder, 'node_modules', 'a'), { recursive: true })
  })

  test('that never was is not there', () => {
    expect(isInstalled(folder)).toBe(false)
  })

  test('with all but packages of other platforms is complete', () => {
    lock('node_modules/.package-lock.json', { 'node_modules/a': { version: '1.0.0' } })
    expect(isInstalled(folder)).toBe(true)
  })

  test('of another version is out of date', () => {
    lock('node_modules/.package-lock.json', { 'node_modules/a': { version: '1.0.1' } })
    expect(isInstalled(folder)).toBe(false)
  })

  test('without a package that is needed is out of date', () => {
    lock('node_modules/.package-lock.json', { 'node_modules/b': { version: '2.0.0' } })
    expect(isInstalled(folder)).toBe(false)
  })

  test('whose folder was deleted is out of date', () => {
    lock('node_modules/.package-lock.json', { 'node_modules/a': { version: '1.0.0' } })
    rmSync(join(folder, 'node_modules', 'a'), { recursive: true })
    expect(isInstalled(folder)).toBe(false)
  })
})

describe('sources', () => {
  beforeEach(() => {
    mkdirSync(join(folder, 'b'))
    writeFileSync(join(folder, 'b', 'c.ts'), 'c')
    writeFileSync(join(folder, 'a.ts'), 'a')
  })

  test('are listed in a fixed order', () => {
    expect(filesBelow(folder)).toEqual(['a.ts', 'b/c.ts'])
    expect(filesBelow(join(folder, 'nowhere'))).toEqual([])
  })

  test('that change in content or name change the digest', () => {
    const before = digestOf(folder, ['a.ts', 'b/c.ts'])
    expect(digestOf(folder, ['a.ts', 'b/c.ts'])).toBe(before)
    expect(digestOf(folder, ['a.ts'])).not.toBe(before)
    writeFileSync(join(folder, 'a.ts'), 'A')
    expect(digestOf(folder, ['a.ts', 'b/c.ts'])).not.toBe(before)
  })
})
