import { beforeAll, expect, test } from 'vitest'
import initWabt from 'wabt'
import { widenStack } from '../../src/runtimes/wider-stack.js'

type Wabt = Awaited<ReturnType<typeof initWabt>>
let wabt: Wabt

beforeAll(async () => {
  wabt = await initWabt()
})

const assembled = (text: string) => wabt.parseWat('module.wat', text).toBinary({}).buffer

const module = (pages: number, stack: number) => `(module
  (memory (export "memory") ${pages})
  (global (mut i32) (i32.const ${stack}))
  (global $end i32 (i32.const 4096))
  (func (export "_start") i32.const 0 global.get 0 global.get $end i32.sub i32.store)
  (data (i32.const 1024) "data"))`

test.each([
  [1, 65_536, 1, 131_072],
  [2, 66_000, 128, 130 * 65_536],
  [99, 6_469_168, 128, 227 * 65_536],
  [1, 1, 1023, 1024 * 65_536],
])('%i pages with a stack up to %i get %i more, and the stack ends with them at %i', (pages, stack, more, end) => {
  const widened = widenStack(assembled(module(pages, stack)), more, 'tool')
  expect(Buffer.from(widened)).toEqual(Buffer.from(assembled(module(pages + more, end))))
})

test.each([
  ['no globals', '(module (memory 1))'],
  ['a first global that stays', '(module (memory 1) (global i32 (i32.const 9)))'],
  ['a first global of another type', '(module (memory 1) (global (mut i64) (i64.const 9)))'],
  ['no memory of its own', '(module (import "a" "b" (memory 1)) (global (mut i32) (i32.const 9)))'],
  ['a memory with a maximum', '(module (memory 1 9) (global (mut i32) (i32.const 9)))'],
])('a module with %s is refused', (_, text) => {
  expect(() => widenStack(assembled(text), 2, 'tool')).toThrow(expect.objectContaining({ code: 'invalid-manifest' }))
})
