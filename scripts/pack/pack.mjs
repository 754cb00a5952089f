/**
 * `npm run pack`: makes the npm packages in `npm/`, from this checkout and nothing else: the package itself, the host of this platform, Python.
 * `--host PATH` takes a host that was built already.
 */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { setUp } from '../build.mjs'
import { root, run, runScript, SetupError } from '../command.mjs'
import { pack as say, steps } from '../messages.mjs'
import { step, tell } from '../steps.mjs'
import { OUT, stageHost, stageMain, stagePython } from './packages.mjs'

/**
 * Linked statically, so that one file is for every glibc and for musl. Told by `--target`, or the flags would be those of build scripts and
 * procedural macros too, which cannot be static.
 */
const STATIC_TARGET = 'x86_64-unknown-linux-gnu'

/** Makes all packages; resolves to their folders. */
export async function packAll({ host } = {}) {
  const cargoEnv = await setUp()
  const { platforms } = await import('../../build/host/platforms.js')
  const platform = platforms.find(({ os, cpu }) => os === process.platform && cpu === process.arch)
  if (platform === undefined) throw new SetupError(say.platformUnknown(`${process.platform}-${process.arch}`))
  const binary = host ?? (await buildStaticHost(platform, cargoEnv))
  const folders = [await stageHost(platform, binary), stagePython(), await stageMain()]
  tell(say.packed(folders))
  return folders
}

async function buildStaticHost({ os, cpu }, env) {
  if (os !== 'linux' || cpu !== 'x64') return join(root, 'host', 'target', 'release', 'fuelcell-host')
  const args = [
    'build',
    '--profile',
    'dist',
    '--locked',
    '--manifest-path',
    join('host', 'Cargo.toml'),
    '--target',
    STATIC_TARGET,
  ]
  await step(steps.staticHost, () =>
    run('cargo', args, { env: { ...env, RUSTFLAGS: '-C target-feature=+crt-static' } }),
  )
  return join(root, 'host', 'target', STATIC_TARGET, 'dist', 'fuelcell-host')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runScript(async () => {
    const { values } = parseArgs({ options: { host: { type: 'string' }, tarballs: { type: 'boolean' } } })
    const folders = await packAll(values)
    if (!values.tarballs) return 0
    const { code } = await run('npm', ['pack', '--silent', '--pack-destination', OUT, ...folders])
    return code
  })
}
