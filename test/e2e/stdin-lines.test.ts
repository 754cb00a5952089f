/** Input that is typed while the program runs: a read ends with a line, whatever the pieces in which it comes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRunner, type Runner } from '../../src/runner/runner.js'

let runner: Runner
beforeAll(async () => {
  runner = await createRunner({ workers: 1 })
  // Where nothing is cached, a compiler takes longer than a test may.
  for (const runtime of ['python', 'ruby', 'c']) await runner.provision(runtime)
}, 1_200_000)
afterAll(() => runner.close())

async function* pieces(...texts: readonly string[]) {
  for (const text of texts) yield Buffer.from(text)
}

/** Gives a line, and nothing more until the program has answered. */
function typed(lines: readonly string[]) {
  let heard = () => {}
  async function* source() {
    for (const line of lines) {
      const answered = new Promise<void>((resolve) => {
        heard = resolve
      })
      yield Buffer.from(line)
      await answered
    }
  }
  return { stdin: source(), onOutput: () => heard() }
}

describe.each([
  ['python', 'import sys\nfor _ in range(2): print(input(), flush=True)'],
  ['ruby', '$stdout.sync = true\n2.times { puts STDIN.gets }'],
  [
    'c',
    '#include <stdio.h>\nint main(void) { char b[9]; for (int i = 0; i < 2; i++) fputs(fgets(b, 9, stdin), stdout); }',
  ],
])('%s', (runtime, code) => {
  test('answers line by line', async () => {
    const result = await runner.run({ runtime, code, stdinLines: true, ...typed(['one\n', 'two\n']) })
    expect([result.status, result.stdout]).toEqual(['exit', 'one\ntwo\n'])
  })

  test('costs the same in any pieces', async () => {
    const fuel = []
    for (const stdin of [pieces('one\ntwo\n'), pieces('o', 'ne\ntw', 'o\n'), pieces('one\n', 'two\n')]) {
      fuel.push((await runner.run({ runtime, code, stdin, stdinLines: true, clockStartMs: 0 })).usage.fuel)
    }
    expect(new Set(fuel).size).toBe(1)
  })
})

test('without it a read waits for more', async () => {
  const code = 'import os\nprint(os.read(0, 100))'
  const stdin = () => pieces('a\n', 'b\n')
  const [whole, line] = [
    await runner.run({ runtime: 'python', code, stdin: stdin() }),
    await runner.run({ runtime: 'python', code, stdin: stdin(), stdinLines: true }),
  ]
  expect([whole.stdout, line.stdout]).toEqual(["b'a\\nb\\n'\n", "b'a\\n'\n"])
})

test('is true or false', async () => {
  const run = runner.run({ runtime: 'python', code: '', stdinLines: 1 } as never)
  await expect(run).rejects.toMatchObject({ code: 'invalid-option', message: expect.stringContaining('stdinLines') })
})
