import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import packageManifest from '../../package.json' with { type: 'json' }
import { packageVersion } from '../../src/core/package-version.js'
import { findHost } from '../../src/host/binary.js'

let folder = ''
let host = ''

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuelcell-test-'))
  host = join(folder, 'fuelcell-host')
  await writeFile(host, '', { mode: 0o755 })
})
afterEach(() => rm(folder, { recursive: true }))

test('takes the path that is given, before that of the environment', async () => {
  expect(await findHost(host, { FUELCELL_HOST: '/nowhere' })).toBe(host)
})

test('takes the path of the environment', async () => {
  expect(await findHost(undefined, { FUELCELL_HOST: host })).toBe(host)
})

test('makes a relative path absolute', async () => {
  expect(await findHost(relative(process.cwd(), host), {})).toBe(host)
})

test('looks where the build leaves it when nothing is said', async () => {
  const built = fileURLToPath(new URL('../../host/target/release/fuelcell-host', import.meta.url))
  const found = await findHost(undefined, {}).catch((error) => error.message)
  expect([built, missing(built)]).toContain(found)
})

/** From the folder of a project that has the package, the folder to build it in is named. */
function missing(path: string): string {
  return `The native host is not at "${path}"; build it with \`npm run build --prefix .\` (needs cargo and a C linker), or name one of this version with FUELCELL_HOST`
}

test('says how to build a host that is missing', async () => {
  await expect(findHost('/nowhere/fuelcell-host', {})).rejects.toEqual(
    expect.objectContaining({
      code: 'host-missing',
      message: missing('/nowhere/fuelcell-host'),
    }),
  )
})

test('names a host that may not be executed', async () => {
  await chmod(host, 0o644)
  await expect(findHost(host, {})).rejects.toEqual(expect.objectContaining({ code: 'host-not-executable' }))
})

test('names a folder in place of a host', async () => {
  await expect(findHost(folder, {})).rejects.toEqual(expect.objectContaining({ code: 'host-not-executable' }))
})

test('reads the version of this package', async () => {
  expect(await packageVersion()).toBe(packageManifest.version)
})
