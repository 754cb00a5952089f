/**
 * `npm run bench:start`: whole processes, turn by turn in one go: `node -e 0`, `fuelcell run hello.py` of the packages and of the one file, as
 * `npm run pack` and `npm run build:binary` left them in `npm/`. Medians, and ratios to the first. Caches are warm.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from './measures.mjs'

const ROUNDS = 41
const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'fuelcell-start-'))
const hello = join(folder, 'hello.py')
writeFileSync(hello, "print('hello')\n")
const modules = join(folder, 'node_modules')
mkdirSync(join(modules, '@fuelcell'), { recursive: true })
symlinkSync(join(root, 'npm', 'fuelcell'), join(modules, 'fuelcell'))
const command = join(root, 'npm', 'fuelcell', 'dist', 'cli', 'fuelcell.js')
const binary = join(root, 'npm', 'fuelcell-linux-x64')
const env = { ...process.env, FUELCELL_HOST: join(root, 'npm', 'host-linux-x64', 'fuelcell-host') }
const ways = [
  ['node -e 0', process.execPath, ['-e', '0'], process.env],
  ['fuelcell run hello.py', process.execPath, [command, 'run', hello], env],
  ...(existsSync(binary) ? [['the one file, the same', binary, ['run', hello], process.env]] : []),
]
const times = ways.map(() => [])
for (let round = -1; round < ROUNDS; round += 1) {
  for (const [index, [, program, args, environment]] of ways.entries()) {
    const begin = performance.now()
    execFileSync(program, args, { env: environment, stdio: ['ignore', 'ignore', 'inherit'] })
    if (round >= 0) times[index].push(performance.now() - begin)
  }
}
rmSync(folder, { recursive: true })
const [base] = times.map(median)
for (const [index, [name]] of ways.entries()) {
  const each = median(times[index])
  process.stdout.write(`${name}: ${each.toFixed(0)} ms, ${(each / base).toFixed(2)} ×\n`)
}
