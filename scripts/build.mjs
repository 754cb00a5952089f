/** Installs and builds what is not up to date: `npm run build`, and the first part of `npm start`, `npm test` and `npm run bench`. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildTypeScript } from './build-typescript.mjs'
import { root, run, runScript, SetupError } from './command.mjs'
import { isInstalled } from './freshness.mjs'
import { steps as say } from './messages.mjs'
import { step, tell } from './steps.mjs'
import { inspectToolchain } from './toolchain.mjs'

/** Everything that must be there before something can run. Resolves to the environment that cargo needs. */
export async function setUp() {
  const { findings, cargoEnv } = await inspectToolchain()
  if (findings.length > 0) throw new SetupError(findings.join('\n\n'))
  // The published package has its dependencies and its TypeScript built; only the host is made where it is to run.
  if (existsSync(join(root, 'src'))) {
    await installDependencies()
    await buildTypeScript()
  }
  await buildHost(cargoEnv)
  return cargoEnv
}

async function installDependencies() {
  if (isInstalled(root)) return tell(say.upToDate(say.install))
  // The level hides a warning that a dependency wants a newer Node.js: fuelcell takes files from it and runs none of its code.
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  await step(say.install, () => run('npm', args))
}

/** Cargo knows best what is up to date, and says so in a tenth of a second. */
async function buildHost(env) {
  const args = ['build', '--release', '--locked', '--manifest-path', join('host', 'Cargo.toml')]
  await step(say.host, () => run('cargo', args, { env }))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runScript(async () => {
    await setUp()
  })
}
