/** Checks, compiles and bundles the TypeScript when it changed: `npm run build:ts`, and a part of `npm run build`. */
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { bundle } from './bundle.mjs'
import { root, run, runScript } from './command.mjs'
import { digestOf, filesBelow } from './freshness.mjs'
import { steps as say } from './messages.mjs'
import { step, tell } from './steps.mjs'

/** Kept in `dist`: what it was built from, and what was built. */
const STAMP = '.built'

/** Builds `dist`, which is shipped (bundles and types), and `build`, the single modules for tests that start processes on them. */
export async function buildTypeScript() {
  const sources = filesBelow(join(root, 'src'))
  const made = [
    'package.json',
    'package-lock.json',
    'tsconfig.json',
    'scripts/bundle.mjs',
    'scripts/build-typescript.mjs',
  ]
  const digest = digestOf(root, [...sources.map((file) => join('src', file)), ...made])
  const dist = join(root, 'dist')
  const built = readStamp(dist)
  if (built?.digest === digest && built.files.every((file) => existsSync(join(root, file)))) {
    return tell(say.upToDate(say.typescript))
  }
  rmSync(join(dist, STAMP), { force: true })
  let bundles = []
  await step(say.typescript, async () => {
    const compiled = await run(process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc')])
    if (compiled.code === 0) bundles = await bundle()
    return compiled
  })
  const types = sources.map((file) => file.replace(/\.ts$/, '.d.ts'))
  const modules = sources.flatMap((file) => [file.replace(/\.ts$/, '.js'), file.replace(/\.ts$/, '.js.map')])
  dropStale('dist', [...types, ...bundles])
  dropStale('build', modules)
  for (const name of ['main', 'fuelcell']) chmodSync(join(dist, 'cli', `${name}.js`), 0o755)
  const files = [
    ...[...types, ...bundles].map((file) => join('dist', file)),
    ...modules.map((file) => join('build', file)),
  ]
  writeFileSync(join(dist, STAMP), JSON.stringify({ digest, files }))
}

function readStamp(dist) {
  try {
    return JSON.parse(readFileSync(join(dist, STAMP), 'utf8'))
  } catch {
    return undefined
  }
}

/** Removes what was built from sources that are gone, or it would be found and published. */
function dropStale(folder, wanted) {
  const known = new Set(wanted)
  for (const file of filesBelow(join(root, folder))) {
    if (!known.has(file)) rmSync(join(root, folder, file))
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await runScript(buildTypeScript)
