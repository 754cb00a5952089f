import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { fakeHost } from '../support/fakes.js'

const script = fileURLToPath(new URL('../../fixtures/scripts/run-and-leave.mjs', import.meta.url))

/** Resolves when no such process is left. That it comes to that is what the tests are about; they fail by their time limit. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('a script that does not close its runner ends by itself, and its workers with it', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, fakeHost('obedient'), 'end'])
  expect(stderr).toBe('')
  expect(Number(stdout)).toBeGreaterThan(0)
  await gone(Number(stdout))
})

test('workers end with a script that is killed', async () => {
  const child = spawn(process.execPath, [script, fakeHost('obedient'), 'stay'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [pid] = await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await gone(Number(pid))
  expect(Number(pid)).toBeGreaterThan(0)
})
