/** Runs the programs in an installed CPython of the guest's version, where there is one. */
import { execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { constants, tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { type Ending, type Program, withoutAddresses } from './programs.js'

/** An interpreter in an environment of its own, without the packages of this machine. */
export interface Native {
  readonly executable: string
  /** Where its standard library is. */
  readonly library: string
  readonly folder: string
}

/** The installed `python3.11`, or `undefined`. */
export async function findNative(): Promise<Native | undefined> {
  const call = promisify(execFile)
  const folder = await mkdtemp(join(tmpdir(), 'fuelcell-native-'))
  try {
    await call('python3.11', ['-m', 'venv', '--without-pip', join(folder, 'venv')])
    const executable = join(folder, 'venv', 'bin', 'python3.11')
    const { stdout } = await call(executable, ['-c', 'import os; print(os.path.dirname(os.__file__))'])
    return { executable, library: stdout.trim(), folder }
  } catch {
    await rm(folder, { recursive: true })
    return undefined
  }
}

export async function runNatively({ executable, library, folder }: Native, program: Program): Promise<Ending> {
  const directory = join(folder, program.name)
  await mkdir(directory)
  for (const [path, bytes] of Object.entries({ ...program.files, 'main.py': program.code })) {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), bytes)
  }
  const own = { PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1', LC_ALL: 'C.UTF-8', TZ: 'UTC', PATH: '/usr/bin:/bin' }
  const child = spawn(executable, ['main.py', ...program.args], { cwd: directory, env: { ...own, ...program.env } })
  const [stdout, stderr] = [child.stdout, child.stderr].map(async (stream) => Buffer.concat(await stream.toArray()))
  // A program that does not read its input closes the pipe.
  child.stdin.on('error', () => {})
  child.stdin.end(program.stdin)
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']))
  })
  const seen = async (bytes: Promise<Buffer> | undefined) => {
    const text = String(await bytes)
      .replaceAll(`${directory}/`, '/')
      .replaceAll(directory, '/')
    return withoutAddresses(text.replaceAll(library, '/usr/local/lib/python3.11'))
  }
  return {
    status: 'exit',
    exitCode,
    stdout: await seen(stdout),
    stderr: await seen(stderr),
    files: await filesIn(directory),
  }
}

/** A guest's ending with the names that a native one has. */
export function asNative(ending: Ending): Ending {
  const renamed = (text: string) => text.replaceAll('//main.py', '/main.py')
  return { ...ending, stdout: renamed(ending.stdout), stderr: renamed(ending.stderr) }
}

async function filesIn(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const left = paths
    .map((path) => relative(directory, path))
    .filter((path) => path !== 'main.py' && !path.includes('__pycache__'))
  const files = left.map(async (path) => [path, await readFile(join(directory, path), 'hex')] as const)
  return Object.fromEntries((await Promise.all(files)).sort())
}
