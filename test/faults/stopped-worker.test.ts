import { expect, it } from 'vitest'
import { createRunner } from '../../src/runner/runner.js'
import { hostStates } from '../abuse/hosts.js'

it.runIf(process.platform === 'linux')(
  'a worker that stands still is killed after the deadline, and its run is a timeout that keeps what was printed',
  async () => {
    await using runner = await createRunner({ workers: 1 })
    await runner.run({ runtime: 'python', code: '' })
    const [worker] = hostStates()
    if (worker === undefined) throw new Error('the runner has no worker')
    const result = await runner.run({
      runtime: 'python',
      code: "print('before', flush=True)\nwhile True: pass",
      limits: { fuel: 1e15, timeoutMs: 500 },
      onOutput: () => process.kill(worker.pid, 'SIGSTOP'),
    })
    expect([result.status, result.stdout, result.usage.fuelExact]).toEqual(['timeout', 'before\n', false])
    expect((await runner.run({ runtime: 'python', code: 'print(2)' })).stdout).toBe('2\n')
    await expect.poll(() => hostStates().map(({ pid }) => pid)).not.toContain(worker.pid)
  },
)
