import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { FuelcellError } from '../../src/core/errors.js'
import { fuelcell, Screen, StubRunner } from '../support/command-line.js'
import { exited } from '../support/results.js'

describe('a program that is built', () => {
  const report = { stage: 'compile', source: 'main.c', status: 'exit', usage: exited(0).usage, stdout: '' } as const
  const stages = [{ ...report, exitCode: 0, stderr: 'main.c:1:1: warning: so\n' }]

  it('has its options passed on and its warnings told', async () => {
    const runner = new StubRunner(() => ({ ...exited(0), stage: 'run', stages }))
    const words = ['run', '--runtime', 'c', '--cc=-Wall', '--cc=-O0', '-c', 'int main(void) { return 0; }']
    const { stderr } = await fuelcell(words, { runner })
    expect(stderr).toBe('main.c:1:1: warning: so\n')
    expect(runner.requests[0]?.compilerOptions).toEqual(['-Wall', '-O0'])
  })

  it('has its errors told once, as they came', async () => {
    const runner = new StubRunner((request) => {
      const failed = [{ ...report, exitCode: 1, stderr: 'main.c:1:1: error: no\n' }]
      request.onOutput?.({ stream: 'stderr', bytes: Buffer.from(failed[0]?.stderr ?? '') })
      return { ...exited(1), stage: 'compile', stages: failed }
    })
    const { stderr, exitCode } = await fuelcell(['run', '--runtime', 'c', '-c', 'int'], { runner })
    expect([stderr, exitCode]).toEqual(['main.c:1:1: error: no\n', 1])
  })
})

describe('stdin', () => {
  it('is not opened unless the guest reads', async () => {
    const stdin = new PassThrough()
    const runner = new StubRunner(() => exited(0))
    expect(await fuelcell(['run', '-c', ''], { runner, stdin })).toMatchObject({ exitCode: 0, stdinOpened: false })
    expect(stdin.destroyed).toBe(false)
  })

  it('reaches the guest as it comes, and is let go when the run ends in the middle of a read', async () => {
    const stdin = new PassThrough()
    const runner = new StubRunner(async (request) => {
      const reader = (request.stdin as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
      stdin.write('first')
      expect(String((await reader.next()).value)).toBe('first')
      reader.next().catch(() => undefined)
      return exited(0)
    })
    expect(await fuelcell(['run', '-c', ''], { runner, stdin })).toMatchObject({ exitCode: 0, stdinOpened: true })
    expect(stdin.destroyed).toBe(true)
  })

  it('is closed at once by a runner that gives it back, also during a read', async () => {
    const stdin = new PassThrough()
    const runner = new StubRunner(async (request) => {
      const reader = (request.stdin as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]()
      const pending = reader.next().then(
        () => 'read',
        () => 'closed',
      )
      expect(await reader.return?.()).toEqual({ done: true, value: undefined })
      expect(await pending).toBe('closed')
      return exited(0)
    })
    expect(await fuelcell(['run', '-c', ''], { runner, stdin })).toMatchObject({ exitCode: 0 })
  })
})

describe('an interrupt', () => {
  const hanging = (interrupt: () => void) =>
    new StubRunner(({ signal }) => {
      const result = new Promise<never>((_, reject) => {
        signal?.addEventListener('abort', () => reject(new FuelcellError('aborted', 'stopped')))
      })
      interrupt()
      return result
    })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])('by %s stops the run, closes the runner and ends with %d', async (name, exitCode) => {
    const controller = new AbortController()
    const runner = hanging(() => controller.abort(name))
    const { signal: interrupted } = controller
    expect(await fuelcell(['run', '-c', ''], { runner, interrupted })).toMatchObject({
      exitCode,
      stdout: '',
      stderr: '',
    })
    expect(runner.closed).toBe(1)
  })

  it('ends the wait for code from stdin', async () => {
    const controller = new AbortController()
    const stdin = new PassThrough({ read: () => controller.abort('SIGINT') })
    expect(await fuelcell(['run', '-'], { stdin, interrupted: controller.signal })).toMatchObject({
      exitCode: 130,
      stderr: '',
    })
    expect(stdin.destroyed).toBe(true)
  })

  it('during the making of the runner closes it when it is made', async () => {
    const controller = new AbortController()
    const runner = new StubRunner(() => exited(0))
    const createRunner = async () => {
      controller.abort('SIGINT')
      return runner
    }
    expect(await fuelcell(['run', '-c', ''], { createRunner, interrupted: controller.signal })).toMatchObject({
      exitCode: 130,
    })
    expect({ requests: runner.requests.length, closed: runner.closed }).toEqual({ requests: 0, closed: 1 })
  })
})

describe('provisioning', () => {
  const provisioning = () =>
    new StubRunner((request, { onProgress, onWarning }) => {
      onProgress?.({ runtime: 'python', step: 'compile', message: 'Python\u001b: compiling' })
      onWarning?.('no\u001b cache')
      onProgress?.({ runtime: 'python', step: 'measure', message: 'Python: measuring' })
      onProgress?.({ runtime: 'python', step: 'ready', message: 'Python: ready' })
      request.onOutput?.({ stream: 'stdout', bytes: Buffer.from('out') })
      return exited(0)
    })

  it('is told in plain lines in a pipe', async () => {
    expect(await fuelcell(['run', '-c', ''], { runner: provisioning() })).toMatchObject({
      stdout: 'out',
      stderr: 'fuelcell: Python\\u{1b}: compiling\nfuelcell: warning: no\\u{1b} cache\nfuelcell: Python: measuring\n',
    })
  })

  it('is one line on a terminal, gone when it is over', async () => {
    const stderr = new Screen({ isTTY: true })
    const erase = '\r\u001b[2K'
    expect(await fuelcell(['run', '--no-stats', '-c', ''], { runner: provisioning(), stderr })).toMatchObject({
      stderr: `${erase}fuelcell: Python\\u{1b}: compiling${erase}fuelcell: warning: no\\u{1b} cache\n${erase}fuelcell: Python: measuring${erase}`,
    })
  })

  it('is not spoken of when everything was there', async () => {
    const runner = new StubRunner((_request, { onProgress }) => {
      onProgress?.({ runtime: 'python', step: 'ready', message: 'Python: ready' })
      return exited(0)
    })
    expect(await fuelcell(['run', '-c', ''], { runner })).toMatchObject({ stderr: '' })
  })
})
