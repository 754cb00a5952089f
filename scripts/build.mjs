/** Installs and builds what is not up to date: `npm run build`, and the first part of `npm start`, `npm test` and `npm run bench`. */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, run, runScript, SetupError } from './command.mjs'
import { digestOf, filesBelow, isInstalled } from './freshness.mjs'
import { steps as say } from './messages.mjs'
import { inspectToolchain } from './toolchain.mjs'

/** Everything that must be there before something can run. Resolves to the environment that cargo needs. */
export async function setUp() {
  const { findings, cargoEnv } = await inspectToolchain()
  if (findings.length > 0) throw new SetupError(findings.join('\n\n'))
  await installDependencies()
  await buildTypeScript()
  await buildHost(cargoEnv)
  return cargoEnv
}

async function installDependencies() {
  if (isInstalled(root)) return tell(say.upToDate(say.install))
  // The level hides a warning that a dependency wants a newer Node.js: fuelcell takes files from it and runs none of its code.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  await step(say.install, () => run('npm', args))
}

async function buildTypeScript() {
  const dist = join(root, 'dist')
  const stamp = join(dist, '.sources')
  const sources = filesBelow(join(root, 'src')).map((file) => join('src', file))
  const digest = digestOf(root, [...sources, 'tsconfig.json', 'package-lock.json'])
  const outputs = sources.map((file) => outputOf(file))
  const built = existsSync(stamp) && readFileSync(stamp, 'utf8') === digest
  if (built && outputs.every((file) => existsSync(join(root, file)))) return tell(say.upToDate(say.typescript))
  rmSync(stamp, { force: true })
  await step(say.typescript, () => run(process.execPath, [join('node_modules', 'typescript', 'bin', 'tsc')]))
  dropStale(dist, outputs)
  const main = join(dist, 'cli', 'main.js')
  if (existsSync(main)) chmodSync(main, 0o755)
  mkdirSync(dist, { recursive: true })
  writeFileSync(stamp, digest)
}

function outputOf(source) {
  return source.replace(/^src/, 'dist').replace(/\.ts$/, '.js')
}

/** Removes what was built from sources that are gone, or it would be found and published. */
function dropStale(dist, outputs) {
  const wanted = new Set(outputs)
  for (const file of filesBelow(dist)) {
    const output = join('dist', file).replace(/\.(d\.ts|js\.map)$/, '.js')
    if (!wanted.has(output)) rmSync(join(dist, file))
  }
}

/** Cargo knows best what is up to date, and says so in a tenth of a second. */
async function buildHost(env) {
  const args = ['build', '--release', '--locked', '--manifest-path', join('host', 'Cargo.toml')]
  await step(say.host, () => run('cargo', args, { env }))
}

async function step(what, work) {
  tell(what.begin)
  const startMs = performance.now()
  const { code } = await work()
  if (code !== 0) throw new SetupError(say.failed(what, `exit code ${code}`))
  tell(say.done(what, ((performance.now() - startMs) / 1000).toFixed(1)))
}

function tell(message) {
  process.stderr.write(`${message}\n`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runScript(async () => {
    await setUp()
  })
}
