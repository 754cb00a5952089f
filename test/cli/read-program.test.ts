import { execFileSync } from 'node:child_process'
import { constants, mkdtempSync, openSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readProgram } from '../../src/cli/read-program.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fuelcell-program-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const stdin = () => {
  throw new Error('stdin is not asked for')
}

describe.skipIf(process.platform === 'win32')('a program in a named pipe', () => {
  const pipe = () => {
    const path = join(folder, 'pipe')
    execFileSync('mkfifo', [path])
    return path
  }

  it('is what somebody writes there', async () => {
    const path = pipe()
    const reading = readProgram([path, 'x'], undefined, 100, { stdin, interrupted: new AbortController().signal })
    await writeFile(path, 'print(1)')
    expect(await reading).toEqual({ code: 'print(1)', args: ['x'], usedStdin: false })
  })

  it('that nobody writes is waited for until an interruption, which leaves no reader behind', async () => {
    const path = pipe()
    const interruption = new AbortController()
    const reading = readProgram([path], undefined, 100, { stdin, interrupted: interruption.signal })
    interruption.abort('SIGTERM')
    await expect(reading).rejects.toBe('SIGTERM')
    await vi.waitFor(() => {
      expect(() => openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)).toThrow('ENXIO')
    })
  })
})
