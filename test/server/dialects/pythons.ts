/** Clients from Python's registry, unchanged, in a virtual environment that is made once for their versions. */
import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const clients = ['judge0==0.0.8', 'judge0-client==0.4.0', 'aiopyston==1.2.1', 'ultra-piston==1.0.1']
const CACHE = join('node_modules', '.cache', 'fuelcell-python-clients')
const MINIMUM = 'import sys; sys.exit(sys.version_info < (3, 11))'

/** The interpreter of the environment, or why there is none. */
export function clientPython(
  packages: readonly string[] = clients,
): { readonly python: string } | { readonly missing: string } {
  const base = ['python3', 'python3.13', 'python3.12', 'python3.11'].find((name) => works(name, ['-c', MINIMUM]))
  if (base === undefined) return { missing: 'no Python of 3.11 or newer' }
  const key = createHash('sha256')
    .update([base, ...packages].join('\n'))
    .digest('hex')
    .slice(0, 12)
  const folder = join(CACHE, key)
  const python = join(folder, 'bin', 'python')
  if (existsSync(python)) return { python }
  const staging = `${folder}.${process.pid}`
  mkdirSync(CACHE, { recursive: true })
  const made =
    works(base, ['-m', 'venv', '--copies', staging]) &&
    works(join(staging, 'bin', 'python'), ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', ...packages])
  // Another process may have been quicker.
  if (made && !existsSync(folder)) renameSync(staging, folder)
  rmSync(staging, { recursive: true, force: true })
  return existsSync(python) ? { python } : { missing: 'its registry is not there' }
}

function works(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const execute = promisify(execFile)

/** What a script prints, as JSON. */
export async function pythonJson(python: string, code: string, env: Record<string, string>): Promise<unknown> {
  const { stdout } = await execute(python, ['-c', code], { env: { ...process.env, ...env } })
  return JSON.parse(stdout)
}
