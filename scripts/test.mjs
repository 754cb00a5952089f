/** `npm test`: sets everything up, then runs every check and every ring of tests, and closes with one line that counts them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setUp } from './build.mjs'
import { run, runScript } from './command.mjs'
import { tests as say } from './messages.mjs'
import { cargoCounts, checkCounts, sumCounts, vitestCounts } from './test-counts.mjs'

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
    await check('lint', bin('@biomejs', 'biome', 'bin', 'biome'), ['ci']),
    await check('types', bin('typescript', 'bin', 'tsc'), ['-p', 'tsconfig.test.json']),
    await testTypeScript(join(temporary, 'vitest.json'), env),
    await testHost(env),
  ])
}

async function check(name, script, args) {
  process.stderr.write(`${say.section(name)}\n`)
  const { code } = await run(process.execPath, [script, ...args])
  if (code !== 0) process.stderr.write(`${say.checkFailed(name)}\n`)
  return checkCounts(code)
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

async function testHost(env) {
  process.stderr.write(`${say.section('cargo test')}\n`)
  const args = ['test', '--release', '--locked', '--no-fail-fast', '--manifest-path', join('host', 'Cargo.toml')]
  const { code, stdout } = await run('cargo', args, { env, capture: true })
  return cargoCounts(stdout, code)
}

function bin(...path) {
  return join('node_modules', ...path)
}
