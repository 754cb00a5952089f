import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'

/** The built command, as the package's `bin` starts it. */
const main = resolve('dist/cli/main.js')

async function outcome(child: ReturnType<typeof spawn>) {
  const output = { stdout: '', stderr: '' }
  child.stdout?.on('data', (chunk) => {
    output.stdout += chunk
  })
  child.stderr?.on('data', (chunk) => {
    output.stderr += chunk
  })
  const [exitCode, signal] = await once(child, 'close')
  return { exitCode, signal, ...output }
}

it('works through a link, as npm installs it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fuelcell-bin-'))
  try {
    symlinkSync(main, join(folder, 'fuelcell'))
    const { exitCode, stdout } = await outcome(spawn(process.execPath, [join(folder, 'fuelcell'), '--version']))
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('ends in order on %s', async (signal, exitCode) => {
  const child = spawn(process.execPath, [main, 'run', '-'])
  const ended = outcome(child)
  // More than a pipe holds: when it is written, the command is reading, and so has its signal handlers.
  child.stdin.write(Buffer.alloc(4_000_000, '#'), () => child.kill(signal))
  expect(await ended).toEqual({ exitCode, signal: null, stdout: '', stderr: '' })
})

it('ends although its stdin never does', async () => {
  const child = spawn(process.execPath, [main, 'run', '--disk-limit', '1KiB', '-'])
  child.stdin.on('error', () => undefined)
  child.stdin.write(Buffer.alloc(2000))
  expect(await outcome(child)).toMatchObject({
    exitCode: 126,
    stderr: expect.stringContaining('is longer than the 1,024 bytes'),
  })
})

it('ends quietly with 141 when nobody reads stdout', async () => {
  const child = spawn(process.execPath, [main, '--help'])
  child.stdout.destroy()
  expect(await outcome(child)).toEqual({ exitCode: 141, signal: null, stdout: '', stderr: '' })
})
