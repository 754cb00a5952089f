/** `fuelcell stdio` as a process: what a client of another language sees. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'

const run = (id: number, code: string, more: object = {}) => ({
  id,
  type: 'run',
  request: { runtime: 'python', code, ...more },
  output: true,
})

function start() {
  const child = spawn(process.execPath, ['dist/cli/main.js', 'stdio', '--workers=2'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const exit = new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)))
  return {
    child,
    exit,
    say: (...messages: object[]) => {
      for (const message of messages) child.stdin.write(`${JSON.stringify(message)}\n`)
    },
    /** The next message that is about a run. */
    hear: async (): Promise<Record<string, unknown>> => {
      for (;;) {
        const { done, value } = await lines.next()
        if (done === true) throw new Error('nothing more was said')
        const message = JSON.parse(value) as Record<string, unknown>
        if (message.type !== 'progress') return message
      }
    },
  }
}

it('streams output while the guest runs, cancels it, and leaves the other run alone', async () => {
  const { child, exit, say, hear } = start()
  say(run(1, 'print("on", flush=True)\nwhile True: pass', { limits: { timeoutMs: 600_000, fuel: 10 ** 13 } }))
  expect(await hear()).toEqual({ id: 1, type: 'output', stream: 'stdout', bytes: { text: 'on\n' } })
  say(run(2, 'print(6 * 7)'))
  expect(await hear()).toEqual({ id: 2, type: 'output', stream: 'stdout', bytes: { text: '42\n' } })
  expect(await hear()).toMatchObject({ id: 2, type: 'result', result: { ok: true, stdout: '42\n' } })
  say({ id: 1, type: 'cancel' })
  expect(await hear()).toMatchObject({ id: 1, type: 'error', error: { code: 'aborted' } })
  child.stdin.end()
  expect(await exit).toBe(0)
})

it('answers what ran when stdin ends, and ends', async () => {
  const { child, exit, say, hear } = start()
  say(run(1, 'print("on", flush=True)\nwhile True: pass', { limits: { timeoutMs: 600_000, fuel: 10 ** 13 } }))
  expect(await hear()).toMatchObject({ type: 'output' })
  child.stdin.end()
  expect(await hear()).toMatchObject({ id: 1, type: 'error', error: { code: 'aborted' } })
  expect(await exit).toBe(0)
})

it('ends when nobody reads the answers any more', async () => {
  const { child, exit, say, hear } = start()
  say(
    run(1, 'print("on", flush=True)\nwhile True: print("on")', {
      limits: { timeoutMs: 600_000, fuel: 10 ** 13, outputBytes: 2 ** 26 },
    }),
  )
  expect(await hear()).toMatchObject({ type: 'output' })
  child.stdout.destroy()
  expect(await exit).toBe(141)
})
