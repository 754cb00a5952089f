import { expect, test } from 'vitest'
import { firstError } from '../../../src/runner/programs/diagnostics.js'

const warning = "main.c:1:5: warning: unused variable 'u' [-Wunused-variable]\nint u = 1;\n    ^\n"
const error = 'main.c:3:9: error: expected expression\n  x = ;\n      ^\nmain.c:2:1: note: to match this\n{\n^\n'

test('the first error is told with what belongs to it, not what comes before and after', () => {
  const diagnostics = `${warning}${error}main.c:9:1: error: another\n2 errors and 1 warning generated.\n`
  expect(firstError('compile', diagnostics, 'main.c')).toEqual({
    type: 'CompileError',
    message: 'expected expression',
    line: 3,
    traceback: error.trimEnd(),
  })
})

test('the count of errors ends the last one', () => {
  expect(firstError('compile', `${error}1 error generated.\n`, 'main.c')?.traceback).toBe(error.trimEnd())
})

test('an error in another file has no line, and the way there', () => {
  const told = 'In file included from main.c:2:\nIn file included from ./a.h:1:\n./b.h:7:3: fatal error: no\n'
  expect(firstError('compile', warning + told, 'main.c')).toEqual({
    type: 'CompileError',
    message: 'no',
    line: null,
    traceback: told.trimEnd(),
  })
})

test('an error without a place has none', () => {
  expect(firstError('link', 'wasm-ld: error: /main.c.o: undefined symbol: f\n', null)).toEqual({
    type: 'LinkError',
    message: '/main.c.o: undefined symbol: f',
    line: null,
    traceback: 'wasm-ld: error: /main.c.o: undefined symbol: f',
  })
  expect(firstError('compile', 'fatal error: error in backend: no\n', 'main.c')?.message).toBe('error in backend: no')
})

test.each(['', warning, 'LLVM ERROR: out of memory\n'])('where no error is told there is none: %j', (diagnostics) => {
  expect(firstError('compile', diagnostics, 'main.c')).toBeUndefined()
})

test('messages without end are cut', () => {
  const long = firstError('compile', `main.c:1:1: error: ${'x'.repeat(100_000)}`, 'main.c')
  expect([long?.message.length, long?.traceback.length]).toEqual([65_536, 65_536])
})
