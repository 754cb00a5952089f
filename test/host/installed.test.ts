/** Installations as npm leaves them, well and not so well. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findHost } from '../../src/host/binary.js'

const NEEDED = '@fuelcell/host-linux-x64'
let project = ''
/** The folder of fuelcell in a project. */
let folder = ''

const write = (path: string, content: string, mode = 0o644) => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content, { mode })
}
const install = (name: string, manifest: object, host?: string, into = join(project, 'node_modules')) => {
  write(join(into, name, 'package.json'), JSON.stringify({ name, ...manifest }))
  if (host !== undefined) write(join(into, name, 'fuelcell-host'), host, 0o755)
}
const find = (os = 'linux', cpu = 'x64') => findHost(undefined, {}, { folder, os, cpu })
const message = (os?: string, cpu?: string) =>
  find(os, cpu).then(
    (path) => `found ${path}`,
    (error) => `${error.code}: ${error.message}`,
  )

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'fuelcell with é '))
  folder = join(project, 'node_modules', 'fuelcell')
  install('fuelcell', { optionalDependencies: { [NEEDED]: '0.1.0' } })
})
afterEach(() => rmSync(project, { recursive: true }))

describe('the platform’s package', () => {
  test('has the host', async () => {
    install(NEEDED, { fuelcell: { hostBytes: 4 } }, 'host')
    expect(await find()).toBe(join(project, 'node_modules', NEEDED, 'fuelcell-host'))
  })

  test('is found beside fuelcell, where other package managers put it', async () => {
    install(NEEDED, {}, 'host', join(folder, 'node_modules'))
    expect(await find()).toBe(join(folder, 'node_modules', NEEDED, 'fuelcell-host'))
  })

  test('comes before a host that was built', async () => {
    install(NEEDED, {}, 'host')
    write(join(folder, 'host', 'target', 'release', 'fuelcell-host'), 'built', 0o755)
    expect(await find()).toBe(join(project, 'node_modules', NEEDED, 'fuelcell-host'))
  })

  test('without it a host that was built will do', async () => {
    const built = join(folder, 'host', 'target', 'release', 'fuelcell-host')
    write(built, 'built', 0o755)
    expect(await find()).toBe(built)
  })

  test('without its file is told, and not passed over', async () => {
    install(NEEDED, {})
    expect(await message()).toBe(
      `host-missing: The package ${NEEDED} is installed without its file "${join(project, 'node_modules', NEEDED, 'fuelcell-host')}"; install it again with \`npm install --force ${NEEDED}\``,
    )
  })

  test('that was cut is told by its bytes', async () => {
    install(NEEDED, { fuelcell: { hostBytes: 15_000_000 } }, 'host')
    expect(await message()).toBe(
      `host-missing: "${join(project, 'node_modules', NEEDED, 'fuelcell-host')}" has 4 of its 15,000,000 bytes; the disk may have been full. Install it again with \`npm install --force ${NEEDED}\``,
    )
  })

  test('that may not be executed is told', async () => {
    install(NEEDED, {})
    write(join(project, 'node_modules', NEEDED, 'fuelcell-host'), 'host')
    expect(await message()).toMatch(
      /^host-not-executable: The native host .* may not be executed; .* mounted noexec, copy it elsewhere/,
    )
  })
})

describe('without a host, the cause is named:', () => {
  test('optional dependencies were left out', async () => {
    expect(await message()).toBe(
      `host-missing: The package ${NEEDED} with the native host is not installed; optional dependencies were left out (--omit=optional, --no-optional). Run \`npm install --include=optional\``,
    )
  })

  test('so too where the lockfile has them', async () => {
    const packages = { 'node_modules/fuelcell': {}, [`node_modules/${NEEDED}`]: {} }
    write(join(project, 'package-lock.json'), JSON.stringify({ packages }))
    expect(await message()).toContain('optional dependencies were left out')
  })

  test('the lockfile was written on another platform', async () => {
    const path = join(project, 'package-lock.json')
    write(path, JSON.stringify({ packages: { '': {}, 'node_modules/fuelcell': {} } }))
    expect(await message()).toBe(
      `host-missing: "${path}" does not name ${NEEDED}, which this platform needs; it was written on another one. Remove it and node_modules, and run \`npm install\``,
    )
  })

  test.each(['{', '[]', '{"packages":null}'])('a lockfile like %s says nothing', async (text) => {
    write(join(project, 'package-lock.json'), text)
    expect(await message()).toContain('optional dependencies were left out')
  })

  test('node_modules was copied from another platform', async () => {
    install('@fuelcell/host-darwin-arm64', {}, 'host')
    expect(await message()).toBe(
      `host-missing: node_modules holds @fuelcell/host-darwin-arm64, which is for another platform; this one needs ${NEEDED}. It was copied, or installed elsewhere: remove node_modules and run \`npm install\` here`,
    )
  })

  test.each([
    ['freebsd', 'x64'],
    ['linux', 'riscv64'],
  ])('nothing is published for %s-%s', async (os, cpu) => {
    expect(await message(os, cpu)).toBe(
      `host-missing: No native host is published for ${os}-${cpu} (there are ${NEEDED}); build one from the sources with cargo and a C linker (docs/release.md), and name it with FUELCELL_HOST`,
    )
  })

  test('a checkout has to build its own', async () => {
    write(join(folder, 'package.json'), '{"name":"fuelcell"}')
    expect(await message()).toMatch(/^host-missing: The native host is not at .*; build it with `npm run build/)
  })
})
