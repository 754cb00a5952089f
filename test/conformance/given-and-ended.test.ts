import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { assemble, type Step } from './guest.js'
import { OK, useGuests, word } from './preview1.js'

const { runModule, run, printed } = useGuests()

describe('what a guest is given', () => {
  it('is its arguments, the name of the module first', async () => {
    const steps: Step[] = [
      ['args_sizes_get', 100, 104],
      ['args_get', 200, 300],
      ['print', 100, 8],
      ['print', 300, 20],
    ]
    const words = 'module.wasm\0a\0ü b\0'
    const out = await printed(steps, { args: ['a', 'ü b'] })
    const expected = [Buffer.from([OK, OK]), word(3), word(Buffer.byteLength(words)), Buffer.from(words)]
    expect(out.subarray(0, 10 + Buffer.byteLength(words))).toEqual(Buffer.concat(expected))
  })

  it('is the variables that the caller named, and no others', async () => {
    const steps: Step[] = [
      ['environ_sizes_get', 100, 104],
      ['environ_get', 200, 300],
      ['print', 100, 8],
      ['print', 300, 8],
    ]
    const out = await printed(steps, { env: { A: '1', B: 'x' } })
    expect(out).toEqual(Buffer.concat([Buffer.from([OK, OK]), word(2), word(8), Buffer.from('A=1\0B=x\0')]))
  })

  it('is stdin, to its end', async () => {
    const echo = readFileSync(new URL('../../fixtures/guests/echo.wat', import.meta.url), 'utf8')
    const stdin = Buffer.alloc(300_000, 'Zeile mit ü\n')
    const result = await runModule(assemble(echo), { stdin })
    expect(Buffer.compare(result.stdoutBytes, stdin)).toBe(0)
  })

  it('is a clock of a nanosecond and randomness by the seed', async () => {
    const steps: Step[] = [
      ['clock_res_get', 1, 100],
      ['print', 100, 8],
      ['random_get', 200, 16],
      ['print', 200, 16],
    ]
    const out = await printed(steps, { seed: 5 })
    expect(out.subarray(0, 10)).toEqual(Buffer.from([OK, 1, 0, 0, 0, 0, 0, 0, 0, OK]))
    expect(await printed(steps, { seed: 5 })).toEqual(out)
    expect(await printed(steps, { seed: 6 })).not.toEqual(out)
  })
})

describe('how a guest ends', () => {
  it.each([
    [0, 0],
    [1, 1],
    [125, 125],
    [126, 126],
    [255, 255],
    [256, 0],
    [-1, 255],
  ])('proc_exit(%i) is the exit code %i', async (code, seen) => {
    const { status, exitCode } = await run([['exit', code]])
    expect([status, exitCode]).toEqual(['exit', seen])
  })

  it('is exit code 0 when _start returns', async () => {
    expect((await run([])).exitCode).toBe(0)
  })

  it.each([
    ['no _start', '(module (memory (export "memory") 1))', 'exports no function `_start`'],
    [
      'a _start with a parameter',
      '(module (memory (export "memory") 1) (func (export "_start") (param i32)))',
      '`_start`',
    ],
    ['no memory', '(module (func (export "_start")))', 'exports no memory named `memory`'],
    [
      'an import that nobody has',
      '(module (import "env" "f" (func)) (memory (export "memory") 1) (func (export "_start")))',
      'unknown import: `env::f` has not been defined; `wasi_snapshot_preview1` and `wasi_unstable` are provided',
    ],
    [
      'a function of preview1 with another signature',
      '(module (import "wasi_snapshot_preview1" "fd_close" (func (result i32))) (memory (export "memory") 1) (func (export "_start")))',
      'imports cannot be satisfied',
    ],
  ])('is before its beginning with %s', async (_, text, message) => {
    await expect(runModule(assemble(text))).rejects.toMatchObject({
      code: 'invalid-module',
      message: expect.stringContaining(message),
    })
  })
})
