/**
 * The check of the Python client: builds its wheel, has twine look at it, installs it where nothing else is, checks types, runs pytest.
 * The tools are installed once into `node_modules/.cache`, by their pinned versions.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root, run, runScript } from './command.mjs'
import { digestOf } from './freshness.mjs'
import { python as say } from './messages.mjs'
import { pytestCounts } from './test-counts.mjs'
import { askCommand, isAtLeast, parseVersion } from './toolchain.mjs'

/** Also `requires-python` of clients/python/pyproject.toml. */
export const NEEDED_PYTHON = '3.10'
const CLIENT = join('clients', 'python')
const names = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python']

/** A Python that is new enough, by its name or path; `undefined` where there is none. */
export async function findPython(ask = askCommand) {
  for (const name of names) {
    const version = parseVersion((await ask(name, ['-I', '--version'])) ?? '')
    if (version !== undefined && isAtLeast(version, parseVersion(NEEDED_PYTHON))) return name
  }
  return undefined
}

/** Counts of the tests; none where there is no Python, which is said. */
export async function testPython(env = {}) {
  const name = await findPython()
  if (name === undefined) {
    process.stderr.write(`${say.pythonMissing(NEEDED_PYTHON)}\n`)
    return { passed: 0, failed: 0 }
  }
  const python = await toolsOf(name)
  if (python === undefined) return { passed: 0, failed: 1 }
  const temporary = mkdtempSync(join(tmpdir(), 'fuelcell-python-'))
  try {
    return await testWheel(python, temporary, env)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

async function testWheel(python, temporary, env) {
  const module = (...args) => run(python, ['-m', ...args], { env: { ...env, PYTHONDONTWRITEBYTECODE: '1' } })
  const dist = join(temporary, 'dist')
  const site = join(temporary, 'site')
  const steps = [
    ['build', '--no-isolation', '--outdir', dist, CLIENT],
    ['twine', '--no-color', 'check', '--strict', join(dist, '*')],
    ['pip', 'install', '--quiet', '--no-deps', '--no-index', '--find-links', dist, '--target', site, 'fuelcell'],
    [
      'mypy',
      '--config-file',
      join(CLIENT, 'pyproject.toml'),
      '--cache-dir',
      join(temporary, 'mypy'),
      join(CLIENT, 'src'),
    ],
  ]
  for (const step of steps) {
    if ((await module(...step)).code !== 0) {
      process.stderr.write(`${say.stepFailed(step[0])}\n`)
      return { passed: 0, failed: 1 }
    }
  }
  const { code, stdout } = await run(python, ['-m', 'pytest', '--color=no', CLIENT], {
    capture: true,
    env: { ...env, PYTHONPATH: site, PYTHONDONTWRITEBYTECODE: '1', FUELCELL_BIN: join(root, 'dist', 'cli', 'main.js') },
  })
  return pytestCounts(stdout, code)
}

/** The Python of an environment that has the tools; `undefined` where they could not be installed. */
async function toolsOf(name) {
  const requirements = join(CLIENT, 'requirements-dev.txt')
  const version = await askCommand(name, ['-I', '-c', 'import sys; print(sys.version, sys.prefix)'])
  const key = digestOf(root, [requirements]).slice(0, 12)
  const folder = join(
    root,
    'node_modules',
    '.cache',
    `fuelcell-python-${parseVersion(version ?? '')?.join('.')}-${key}`,
  )
  const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python')
  if ((await askCommand(python, ['-c', 'import build, hatchling, mypy, pytest, twine'])) !== undefined) return python
  process.stderr.write(`${say.installing(folder)}\n`)
  const made = await run(name, ['-m', 'venv', '--clear', folder])
  const quiet = ['--quiet', '--disable-pip-version-check']
  const installed =
    made.code === 0 ? await run(python, ['-m', 'pip', 'install', ...quiet, '--requirement', requirements]) : made
  if (installed.code === 0) return python
  process.stderr.write(`${say.toolsMissing}\n`)
  return undefined
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await runScript(async () => {
    const { failed } = await testPython()
    return failed === 0 ? 0 : 1
  })
}
