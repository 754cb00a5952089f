import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'

const script = fileURLToPath(new URL('endless-runs.mjs', import.meta.url))
const built = pathToFileURL(fileURLToPath(new URL('../../build/index.js', import.meta.url))).href

it.runIf(process.platform === 'linux').each(['SIGTERM', 'SIGKILL', 'SIGINT'] as const)(
  'no host outlives a Node.js that ends by %s with runs under way',
  { timeout: 120_000 },
  async (signal) => {
    const parent = spawn(process.execPath, [script, built], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(parent.stdout, 'data')
    const hosts = String(line).split(' ').map(Number).filter(Boolean)
    expect(hosts).toHaveLength(2)
    parent.kill(signal)
    await once(parent, 'close')
    await expect.poll(() => hosts.filter(isRunning), { timeout: 10_000 }).toEqual([])
  },
)

/** Whether the process still does something; one that has ended and was not yet collected does not. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
