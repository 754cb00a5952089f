/** The REPL with its input piped in. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRunner } from '../../src/runner/runner.js'
import { fuelcell } from '../support/command-line.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuelcell-repl-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function typed(text: string, ...options: readonly string[]) {
  const { FUELCELL_CACHE_DIR } = process.env
  return fuelcell(['repl', ...options], { stdin: Readable.from([text]), createRunner, env: { FUELCELL_CACHE_DIR } })
}

it.each<[string, string, string, RegExp | undefined]>([
  ['a value', '1+1\n', '>>> 2\n>>> \n', undefined],
  ['state', 'x = 40\nx + 2\n', '>>> >>> 42\n>>> \n', undefined],
  ['a block, ended by an empty line', 'for i in range(2):\n    print(i)\n\n', '>>> ... ... 0\n1\n>>> \n', undefined],
  ['brackets over lines', 'x = (1,\n2)\nx\n', '>>> ... >>> (1, 2)\n>>> \n', undefined],
  ['a block that the end of the input ends', 'if 1:\n    print(7)', '>>> ... ... 7\n\n', undefined],
  ['an error, which ends nothing', '1/0\n2\n', '>>> >>> 2\n>>> \n', /<step 1>[\s\S]*ZeroDivisionError/],
  ['a mistake of syntax', 'x =\n2\n', '>>> >>> 2\n>>> \n', /SyntaxError/],
  ['going back', 'x = 1\nx = 2\n:undo\nx\n', '>>> >>> >>> >>> 1\n>>> \n', undefined],
  [
    'a copy',
    'x = 1\n:fork\nx = 2\n:back\nx\n',
    '>>> >>> this is a copy now; :back returns\n>>> >>> >>> 1\n>>> \n',
    undefined,
  ],
  ['files', 'open("a", "w").close()\n:files\n', '>>> >>> a\n>>> \n', undefined],
  ['an unknown command', ':what\n', '>>> there is no command :what; :help lists them\n>>> \n', undefined],
])('%s', async (_, text, stdout, stderr) => {
  const found = await typed(text)
  expect([found.exitCode, found.stdout]).toEqual([0, stdout])
  if (stderr === undefined) expect(found.stderr).toBe('')
  else expect(found.stderr).toMatch(stderr)
})

it('gives each entry names of its own, where that is asked for', async () => {
  const { stdout, stderr } = await typed('x = 1\nx\n', '--reset-globals')
  expect(stdout).toBe('>>> >>> >>> \n')
  expect(stderr).toContain("NameError: name 'x' is not defined")
})

it('saves a session and goes on with it', async () => {
  const path = join(folder, 'session')
  expect((await typed('x = 6\n', '--save', path)).exitCode).toBe(0)
  expect((await typed('x * 7\n', '--load', path)).stdout).toBe('>>> 42\n>>> \n')
  expect((await typed('', '--load', join(folder, 'nothing'))).exitCode).toBe(126)
})

it('bounds each step', async () => {
  const { stdout, stderr } = await typed('x = 1\nwhile x: pass\n\nx\n', '--fuel', '5M')
  expect([stdout, stderr]).toEqual(['>>> >>> ... >>> 1\n>>> \n', 'the step was ended (out-of-fuel) and is undone\n'])
})
