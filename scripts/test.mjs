/** `npm test`: sets everything up, then runs every check and every ring of tests, and closes with one line that counts them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setUp } from './build.mjs'
import { run, runScript } from './command.mjs'
import { tests as say } from './messages.mjs'
import { cargoCounts, checkCounts, sumCounts, vitestCounts } from './test-counts.mjs'
import { testPython } from './test-python.mjs'
import { askCommand } from './toolchain.mjs'

const MANIFEST = join('host', 'Cargo.toml')

await runScript(async () => {
  const cargoEnv = await setUp()
  const temporary = mkdtempSync(join(tmpdir(), 'fuelcell-test-'))
  try {
    const counts = await testAll(temporary, cargoEnv)
    process.stdout.write(`\n${say.summary(counts)}\n`)
    return counts.failed === 0 ? 0 : 1
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
})

/** All of them run, whatever fails on the way. */
async function testAll(temporary, cargoEnv) {
  const cacheDir = join(temporary, 'cache')
  process.stderr.write(`${say.cache(cacheDir)}\n`)
  const env = { ...cargoEnv, FUELCELL_CACHE_DIR: cacheDir }
  return sumCounts([
    await check('lint', process.execPath, [bin('@biomejs', 'biome', 'bin', 'biome'), 'ci']),
    await check('types', process.execPath, [bin('typescript', 'bin', 'tsc'), '-p', 'tsconfig.test.json']),
    await testTypeScript(join(temporary, 'vitest.json'), env),
    await testClient(env),
    await checkHost('fmt', 'rustfmt', ['--all', '--check'], env),
    await testHost(env),
    // After the tests, whose build scripts it uses again; of the engine it only needs the metadata, a minute's work from nothing.
    await checkHost('clippy', 'clippy', ['--release', '--locked', '--all-targets', '--', '-D', 'warnings'], env),
  ])
}

async function check(name, command, args, env = {}) {
  process.stderr.write(`${say.section(name)}\n`)
  const { code } = await run(command, args, { env })
  if (code !== 0) process.stderr.write(`${say.checkFailed(name)}\n`)
  return checkCounts(code)
}

/** A check by a component of Rust that an installation may lack; then nothing is counted, for nothing is known. */
async function checkHost(name, component, args, env) {
  if ((await askCommand('cargo', [name, '--version'])) !== undefined) {
    return check(`cargo ${name}`, 'cargo', [name, '--manifest-path', MANIFEST, ...args], env)
  }
  process.stderr.write(`${say.section(`cargo ${name}`)}\n${say.componentMissing(component)}\n`)
  return { passed: 0, failed: 0 }
}

async function testTypeScript(report, env) {
  process.stderr.write(`${say.section('vitest')}\n`)
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { code } = await run(process.execPath, [bin('vitest', 'vitest.mjs'), ...args], { env })
  return vitestCounts(readReport(report), code)
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    process.stderr.write(`${say.noReport('vitest')}\n`)
    return undefined
  }
}

async function testClient(env) {
  process.stderr.write(`${say.section('python client')}\n`)
  return testPython(env)
}

async function testHost(env) {
  process.stderr.write(`${say.section('cargo test')}\n`)
  const args = ['test', '--release', '--locked', '--no-fail-fast', '--manifest-path', MANIFEST]
  const { code, stdout } = await run('cargo', args, { env, capture: true })
  return cargoCounts(stdout, code)
}

function bin(...path) {
  return join('node_modules', ...path)
}
