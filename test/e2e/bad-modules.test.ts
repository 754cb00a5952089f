/** Modules that are none, or ask for what nobody has: each a named error, or a Result that says which limit it met. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import initWabt from 'wabt'
import { createRunner, type Runner, type RunRequest } from '../../src/runner/runner.js'

const wabt = await initWabt()
let runner: Runner

beforeAll(async () => {
  runner = await createRunner({ workers: 1 })
})

afterAll(async () => {
  await runner.close()
})

function assemble(text: string): Uint8Array {
  const module = wabt.parseWat('module.wat', text, { threads: true })
  try {
    return module.toBinary({}).buffer
  } finally {
    module.destroy()
  }
}

const run = (module: Uint8Array, more: Partial<RunRequest> = {}) => runner.run({ runtime: 'wasm', module, ...more })
const start = '(func (export "_start"))'

describe('a module that cannot run', () => {
  it.each([
    ['a script', Buffer.from('#!/bin/sh'), 'it begins with "#!/b" and not with "\\0asm"'],
    ['nothing', new Uint8Array(0), 'it is no WebAssembly'],
    ['half a header', Buffer.from('\0as'), 'it is no WebAssembly'],
    ['a component', Uint8Array.of(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0), 'it is a WebAssembly component'],
    ['a header alone', Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0), 'exports no function `_start`'],
    ['a library', assemble('(module (memory (export "memory") 1))'), 'exports no function `_start`'],
    [
      'one with imports of another world',
      assemble(`(module (import "env" "emscripten_sleep" (func)) (memory (export "memory") 1) ${start})`),
      '`env::emscripten_sleep` has not been defined',
    ],
    [
      'one that shares its memory',
      assemble(`(module (memory (export "memory") 1 2 shared) ${start})`),
      'threads must be enabled for shared memories',
    ],
    [
      'one that imports a shared memory',
      assemble(`(module (import "env" "memory" (memory 1 2 shared)) ${start})`),
      'threads must be enabled for shared memories',
    ],
    [
      'one that starts threads',
      assemble(
        `(module (import "wasi" "thread-spawn" (func (param i32) (result i32))) (memory (export "memory") 1) ${start})`,
      ),
      '`wasi::thread-spawn` has not been defined',
    ],
  ])('is %s, and the error says so', async (_what, module, sentence) => {
    await expect(run(module)).rejects.toMatchObject({
      code: 'invalid-module',
      message: expect.stringContaining(sentence),
    })
  })
})

describe('a module with a memory of 4 GiB', () => {
  const large = assemble(`(module (memory (export "memory") 65536) ${start})`)

  it('is out of memory before it begins, within the usual limit', async () => {
    expect(await run(large)).toMatchObject({ status: 'out-of-memory', exitCode: null })
  })

  it('runs where it may have as much, and takes only what it touches', async () => {
    const { status, usage } = await run(large, { limits: { memoryPages: 65_536 } })
    expect([status, usage.memoryPages]).toEqual(['exit', 65_536])
  })

  it('may declare it as its most', async () => {
    const module = assemble(`(module (memory (export "memory") 1 65536) ${start})`)
    expect((await run(module)).status).toBe('exit')
  })
})

describe('a module whose start function loops', () => {
  const endless = assemble(`(module (memory (export "memory") 1) (func $s (loop (br 0))) (start $s) ${start})`)

  it('is out of fuel', async () => {
    const { status, usage } = await run(endless, { limits: { fuel: 1_000_000 } })
    expect([status, usage.fuel]).toEqual(['out-of-fuel', 1_000_000])
  })

  it('ends at its deadline', async () => {
    expect((await run(endless, { limits: { timeoutMs: 50 } })).status).toBe('timeout')
  })
})

it('the entry of a module may be one of several files', async () => {
  const { ok, runtime } = await runner.runFS('wasm', '/bin/app.wasm', {
    bin: { 'app.wasm': assemble(`(module (memory (export "memory") 1) ${start})`) },
  })
  expect([ok, runtime]).toEqual([true, 'wasm'])
})
