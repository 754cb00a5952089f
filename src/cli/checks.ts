/** What `doctor` looks at, each check on its own: what was found, and what to do about it. */

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { FuelcellError } from '../core/errors.js'
import { parseManifest } from '../runtimes/manifest/parse-manifest.js'
import { listRuntimes, resolveRuntime } from '../runtimes/manifest/resolve.js'
import { assetsOf, isLeftOut, resolveAsset, verifyAsset } from '../runtimes/provision/asset.js'
import { checkCache, checkEntries } from './cache-checks.js'
import { type Finding, type Installation, problem } from './finding.js'
import { installation as say } from './installation-messages.js'

/** As in `engines` of package.json. */
const LEAST_NODE = '20.19'

const checks: ReadonlyArray<(installation: Installation) => Promise<readonly Finding[]>> = [
  checkNode,
  checkHost,
  checkCache,
  checkRuntimes,
  checkEntries,
]

/** All findings, in the order of the checks. */
export async function examine(installation: Installation): Promise<readonly Finding[]> {
  const found = await Promise.all(checks.map((check) => check(installation)))
  return found.flat()
}

async function checkNode({ nodeVersion }: Installation): Promise<readonly Finding[]> {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = LEAST_NODE.split('.').map(Number)
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) {
    return [{ subject: 'node', state: 'ok', message: say.nodeFits(nodeVersion, LEAST_NODE) }]
  }
  const message = say.nodeTooOld(nodeVersion, LEAST_NODE)
  return [{ subject: 'node', state: 'problem', message, advice: say.installNode(LEAST_NODE) }]
}

async function checkHost({ greetHost, env }: Installation): Promise<readonly Finding[]> {
  try {
    const { path, hello, hardening } = await greetHost()
    const layers = hardening.map(({ layer, state, detail }): Finding => {
      const message = say.layer(layer, state, detail)
      if (state === 'on') return { subject: 'hardening', state: 'ok', message }
      return {
        subject: 'hardening',
        state: 'note',
        message,
        ...(state === 'unsupported' ? { advice: say.layerAdvice } : {}),
      }
    })
    return [{ subject: 'host', state: 'ok', message: say.hostFits(path, hello.host, hello.wasmtime) }, ...layers]
  } catch (error) {
    // Why it cannot simply be built, which is what the error advises.
    return [problem('host', error), ...(await checkBuildTools(env))]
  }
}

async function checkBuildTools(env: Installation['env']): Promise<readonly Finding[]> {
  // Only an installation that does not work needs it.
  const { default: which } = await import('which')
  const path = { path: env.PATH ?? '', nothrow: true } as const
  const [cargo, linker] = [await which('cargo', path), await which('cc', path)]
  return [
    cargo === null
      ? { subject: 'build', state: 'problem', message: say.cargoMissing, advice: say.installCargo }
      : { subject: 'build', state: 'ok', message: say.cargoFound(cargo) },
    linker === null
      ? { subject: 'build', state: 'problem', message: say.linkerMissing, advice: say.installLinker }
      : { subject: 'build', state: 'ok', message: say.linkerFound(linker) },
  ]
}

async function checkRuntimes({ runtimesFolder }: Installation): Promise<readonly Finding[]> {
  const resolving = runtimesFolder === undefined ? {} : { folder: runtimesFolder }
  const names = await listRuntimes(resolving)
  if (names.length === 0) {
    return [{ subject: 'runtime', state: 'problem', message: say.runtimesMissing, advice: say.reinstall }]
  }
  return Promise.all(
    names.map(async (name): Promise<Finding> => {
      let leftOut = false
      try {
        const manifest = await resolveRuntime(name, resolving)
        const path = join(manifest.folder, 'manifest.json')
        await parseManifest(await readFile(path, 'utf8'), path)
        const assets = assetsOf(manifest)
        leftOut = await isLeftOut(manifest.wasm)
        for (const asset of assets) await verifyAsset(name, asset, await resolveAsset(manifest, asset))
        const bytes = assets.reduce((sum, asset) => sum + asset.bytes, 0)
        return { subject: 'runtime', state: 'ok', message: say.runtimeFits(manifest.title, assets.length, bytes) }
      } catch (error) {
        // A language that nobody has asked for is no problem of the installation.
        const isNote = leftOut && error instanceof FuelcellError && error.code === 'asset-missing'
        return isNote ? { subject: 'runtime', state: 'note', message: error.message } : problem('runtime', error)
      }
    }),
  )
}
