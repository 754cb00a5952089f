/** What a C or C++ program printed before it was stopped is kept, and what it costs that stdout is flushed line by line. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRunner, type Runner, type RunRequest } from '../../src/runner/runner.js'

let runner: Runner

beforeAll(async () => {
  runner = await createRunner({ workers: 2 })
  await runner.run({ runtime: 'c', code: 'int main(void) { return 0; }' })
}, 600_000)

afterAll(async () => {
  await runner.close()
})

const run = (runtime: string, code: string, more: Partial<RunRequest> = {}) =>
  runner.run({ runtime, code, clockStartMs: 946_684_800_000, seed: 0, ...more })

const printed = 'line 0\nline 1\nline 2\n'
const print = 'for (int i = 0; i < 3; i++) printf("line %d\\n", i);'
const include = '#include <assert.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n'
const inC = (rest: string) => `${include}int main(int count, char **words) { ${print} ${rest} }`
const inCpp = (rest: string) =>
  `#include <iostream>\n#include <vector>\n#include <cassert>\n#include <cstdlib>\nint main(int count, char **words) { for (int i = 0; i < 3; i++) std::cout << "line " << i << '\\n'; ${rest} }`
const spin = 'volatile unsigned x = 0; for (;;) x++;'

describe('what was printed is kept', { timeout: 60_000 }, () => {
  it.each([
    ['out of fuel', spin, 'out-of-fuel', { fuel: 2_000_000 }],
    ['the time limit', spin, 'timeout', { timeoutMs: 200 }],
    [
      'the memory limit',
      'for (;;) { char *p = malloc(65536); if (p == NULL) abort(); memset(p, count, 65536); words[0] = p; }',
      'out-of-memory',
      { memoryPages: 200 },
    ],
    ['the output limit', 'for (;;) puts("more");', 'output-limit', { outputBytes: printed.length }],
    ['abort', 'abort();', 'trap', {}],
    ['assert', 'assert(count == 2);', 'trap', {}],
    ['a division by zero', 'return 5 / (count - 1);', 'trap', {}],
    ['a place outside of memory', 'return *(volatile int *)0xffffff00u;', 'trap', {}],
    ['__builtin_trap', '__builtin_trap();', 'trap', {}],
    ['_Exit', '_Exit(0);', 'exit', {}],
  ] as const)('in C, at %s', async (_, rest, status, limits) => {
    const result = await run('c', inC(rest), { limits })
    expect([result.stage, result.status, result.stdout]).toEqual(['run', status, printed])
  })

  it.each([
    ['out of fuel', spin, 'out-of-fuel', { fuel: 2_000_000 }],
    ['what would throw', 'std::vector<int> v(3); return v.at(count + 4);', 'trap', {}],
    ['abort', 'std::abort();', 'trap', {}],
    ['assert', 'assert(count == 2);', 'trap', {}],
  ] as const)('in C++, at %s', async (_, rest, status, limits) => {
    const result = await run('cpp', inCpp(rest), { limits })
    expect([result.stage, result.status, result.stdout]).toEqual(['run', status, printed])
  })

  it('but for a line that was not ended, as on a terminal', async () => {
    const result = await run('c', inC('printf("half"); abort();'))
    expect([result.status, result.stdout]).toEqual(['trap', printed])
  })

  it('and a program that asks for a buffer has it', async () => {
    const code = `${include}int main(void) { setvbuf(stdout, NULL, _IOFBF, 1024); ${print} abort(); }`
    expect((await run('c', code)).stdout).toBe('')
  })

  it('and stdout is still no terminal', async () => {
    const code = `${include}#include <unistd.h>\nint main(void) { printf("%d%d%d\\n", isatty(0), isatty(1), isatty(2)); }`
    expect((await run('c', code)).stdout).toBe('000\n')
  })
})

it('a line of ten letters costs 873 units of fuel, and 296 where the program buffers it', {
  timeout: 60_000,
}, async () => {
  const fuelOf = async (buffer: string, lines: number) => {
    const code = `${include}int main(void) { ${buffer} for (int i = 0; i < ${lines}; i++) puts("0123456789"); }`
    return (await run('c', code)).usage.fuel
  }
  const perLine = async (buffer: string) => {
    const [few, many] = await Promise.all([fuelOf(buffer, 1), fuelOf(buffer, 1001)])
    return Math.round((many - few) / 1000)
  }
  expect(await perLine('')).toBe(873)
  expect(await perLine('setvbuf(stdout, NULL, _IOFBF, 65536);')).toBe(296)
})
