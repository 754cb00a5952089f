/** Programs that are built: what stops a build, and programs that are built once and run many times. */
import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Result } from '../../src/core/result.js'
import type { OutputChunk } from '../../src/runner/request/request.js'
import { createRunner, createRunnerWith, type Runner, type RunRequest } from '../../src/runner/runner.js'
import { temporaryFolder } from '../support/fake-runtime.js'

let runner: Runner

beforeAll(async () => {
  runner = await createRunner({ workers: 1 })
  await runner.run({ runtime: 'c', code: 'int main(void) { return 0; }' })
  await runner.run({ runtime: 'python', code: '' })
}, 600_000)

afterAll(async () => {
  await runner.close()
})

const world = { clockStartMs: 946_684_800_000, seed: 0 }
const run = (runtime: string, code: string, more: Partial<RunRequest> = {}) =>
  runner.run({ runtime, code, ...world, ...more })
const ending = ({ stage, status, exitCode }: Result) => [stage, status, exitCode]
const error = (result: Result) => (result.status === 'exit' ? result.error : undefined)

describe('a build that fails', { timeout: 60_000 }, () => {
  it('tells the first error as data, and all of them on stderr', async () => {
    const told: string[] = []
    const result = await run('c', 'int main(void) {\n  int x = z + 1;\n  return y;\n}\n', {
      onOutput: ({ stream, bytes }) => told.push(stream, Buffer.from(bytes).toString()),
    })
    expect(ending(result)).toEqual(['compile', 'exit', 1])
    const traceback = "main.c:2:11: error: use of undeclared identifier 'z'\n  int x = z + 1;\n          ^"
    expect(error(result)).toEqual({
      type: 'CompileError',
      message: "use of undeclared identifier 'z'",
      line: 2,
      traceback,
    })
    expect(result.stderr).toContain(traceback)
    expect(result.stderr).toContain("main.c:3:10: error: use of undeclared identifier 'y'")
    expect(told).toEqual(['stderr', result.stderr])
    expect([result.files, result.deleted]).toEqual([{}, []])
    expect(result.stages).toHaveLength(1)
  })

  it('has no line of the code for an error in a header', async () => {
    const result = await run('c', '#include "bad.h"\nint main(void) { return 0; }', { files: { 'bad.h': 'int f(;\n' } })
    expect(error(result)).toMatchObject({
      line: null,
      traceback: expect.stringMatching(/^In file included from main\.c:1:\n/),
    })
  })

  it('names the stage of an undefined symbol', async () => {
    const result = await run('c', 'int absent(void);\nint main(void) { return absent(); }')
    expect(ending(result)).toEqual(['link', 'exit', 1])
    expect(error(result)).toMatchObject({
      type: 'LinkError',
      message: '/main.c.o: undefined symbol: absent',
      line: null,
    })
    expect(result.stages?.map(({ stage, exitCode }) => [stage, exitCode])).toEqual([
      ['compile', 0],
      ['link', 1],
    ])
  })

  it.each([
    ['a function that is another elsewhere', 'int twice(int, int);\nint main(void) { return twice(1, 2); }'],
    ['a main with three parameters', 'int main(int count, char **words, char **env) { return count; }'],
    ['a main of another type', 'double main(void) { return 1; }'],
  ])('because of %s is a failure of the linker, though it lets that pass', async (_, code) => {
    const files = { 'twice.c': 'int twice(int x) { return 2 * x; }' }
    const told: string[] = []
    const onOutput = ({ stream, bytes }: OutputChunk) => told.push(stream, Buffer.from(bytes).toString())
    const result = await run('c', code, { files, sources: ['twice.c'], onOutput })
    expect([...ending(result), result.ok]).toEqual(['link', 'exit', 1, false])
    const message = expect.stringMatching(
      /^the linked program is no valid module; look for .*: the module cannot be compiled: /,
    )
    expect(error(result)).toEqual({ type: 'LinkError', message, line: null, traceback: result.stderr.trimEnd() })
    expect([result.stages?.at(-1)?.stderr, result.stages?.at(-1)?.exitCode]).toEqual([result.stderr, 1])
    expect(told).toEqual(['stderr', result.stderr])
  })

  it.each([
    ['a missing file', 'c', '#include "none.h"\nint main(void) { return 0; }', "'none.h' file not found"],
    ['a device', 'c', '#include "/dev/zero"\nint main(void) { return 0; }', "'/dev/zero' file not found"],
    ['itself', 'c', '#include "main.c"', '#include nested too deeply'],
    [
      'brackets without end',
      'c',
      `int main(void) { return ${'('.repeat(5000)}`,
      'bracket nesting level exceeded maximum of 256',
    ],
    [
      'a recursive template',
      'cpp',
      'template <int N> struct F { static const int v = F<N + 1>::v; };\nint main() { return F<0>::v; }',
      'recursive template instantiation exceeded maximum depth of 1024',
    ],
    ['exceptions', 'cpp', 'int main() { throw 1; }', "cannot use 'throw' with exceptions disabled"],
    ['nothing', 'c', '', '/sys/lib/wasm32-wasi/crt1.o: undefined symbol: main'],
  ])('because of %s says so', async (_, runtime, code, message) => {
    const result = await run(runtime, code)
    expect([result.status, result.exitCode, error(result)?.message]).toEqual(['exit', 1, message])
  })

  const templates =
    'template <int N, class T> struct F { static const int v = F<N - 1, F<N, T> *>::v + F<N - 1, T>::v; };\n' +
    'template <class T> struct F<0, T> { static const int v = 1; };\nint main() { return F<40, int>::v; }'
  const doublings = Array.from({ length: 30 }, (_, n) => `#define M${n + 1} M${n} M${n}\n`).join('')
  it.each([
    ['a template bomb', 'cpp', templates, { fuel: 1_000_000_000 }, 'out-of-fuel'],
    ['a macro bomb', 'c', `#define M0 ;\n${doublings}int main(void) { M30 }`, { memoryPages: 1024 }, 'out-of-memory'],
    ['an endless macro', 'c', `#define M0 ;\n${doublings}int main(void) { M30 }`, { timeoutMs: 200 }, 'timeout'],
    [
      '10 MB of code',
      'c',
      `int main(void) { return 0\n${'+ 1\n'.repeat(2_500_000)}; }`,
      { fuel: 3_000_000_000 },
      'out-of-fuel',
    ],
    [
      'an array that does not fit',
      'c',
      'int values[1000000] = {1};\nint main(void) { return 0; }',
      { diskBytes: 1_000_000 },
      'disk-limit',
    ],
    ['warnings without end', 'c', `int main(void) {\n${'1;\n'.repeat(999)}}`, { outputBytes: 1000 }, 'output-limit'],
  ])('because of %s ends within limits.compile', async (_, runtime, code, compile, status) => {
    const result = await run(runtime, code, { limits: { compile } })
    expect(ending(result)).toEqual(['compile', status, null])
  })

  it('is followed by others that do as they did before', async () => {
    const code = '#include <stdio.h>\nint main(void) { puts("still here"); }'
    const [before, broken, after] = [await run('c', code), await run('c', 'int'), await run('c', code)]
    expect(broken.ok).toBe(false)
    expect([after.stdout, after.usage.fuel]).toEqual([before.stdout, before.usage.fuel])
  })

  it('names the program whose module takes too long to become native code', async () => {
    const hasty = await createRunnerWith({ workers: 1 }, { compileLimitMs: 1 })
    const running = hasty.run({ runtime: 'c', code: 'int main(void) { return 0; }' })
    await expect(running).rejects.toMatchObject({
      code: 'invalid-module',
      message: expect.stringMatching(
        /^The program was compiled and linked, but its module could not be .* within 1 ms/,
      ),
    })
    await hasty.close()
  })

  it('ends with its signal', async () => {
    const endless = `#define M0 ;\n${doublings}int main(void) { M30 }`
    await expect(run('c', endless, { signal: AbortSignal.timeout(300) })).rejects.toMatchObject({ code: 'aborted' })
  })

  it.each([
    ['a file in place of the code', { files: { 'main.c': '' } }, 'invalid-file-name'],
    ['a file among the headers of the system', { files: { 'sys/include/stdio.h': '' } }, 'invalid-file-name'],
    ['a source that is not given', { sources: ['none.c'] }, 'invalid-option'],
    ['the code as a source', { entry: 'a.c', files: { 'b.c': '' }, sources: ['b.c', 'b.c'] }, 'invalid-option'],
    ['a warm start', { start: 'warm' }, 'invalid-option'],
    ['a call', { call: { function: 'f' } }, 'invalid-option'],
    ['a limit of building that is none', { limits: { compile: { pages: 1 } } }, 'unknown-option'],
  ] as const)('%s is refused', async (_, more, code) => {
    await expect(run('c', 'int main(void) { return 0; }', more as Partial<RunRequest>)).rejects.toMatchObject({ code })
  })
})

describe('a program', { timeout: 60_000 }, () => {
  const echo =
    '#include <stdio.h>\nint main(int c, char **v) { int n; scanf("%d", &n); printf("%d %s\\n", n * 2, c > 1 ? v[1] : "-"); return c; }'

  it('is built once and runs many times, each for the same fuel', async () => {
    await using program = await runner.compile('c', echo)
    expect([program.ok, program.runtime, program.stages.length]).toEqual([true, 'c', 2])
    const results = await Promise.all([1, 2, 3, 4].map((n) => program.run({ stdin: `${n}`, ...world })))
    expect(results.map(({ stdout }) => stdout)).toEqual(['2 -\n', '4 -\n', '6 -\n', '8 -\n'])
    expect(new Set(results.map(({ usage }) => usage.fuel)).size).toBe(1)
    const once = await run('c', echo, { stdin: '4' })
    const [, , , last] = results
    const { usage, ...told } = once
    expect(last).toMatchObject({ ...told, stages: program.stages })
    expect(last?.usage.fuel).toBe(usage.fuel)
  })

  it('has arguments, files and limits of its own in each run', async () => {
    await using program = await runner.compile('c', echo, { limits: { fuel: 1_000_000 } })
    expect(ending(await program.run({ args: ['x'], stdin: '1' }))).toEqual(['run', 'exit', 2])
    expect(ending(await program.run({ limits: { fuel: 100 } }))).toEqual(['run', 'out-of-fuel', null])
    await expect(program.run({ code: '' } as never)).rejects.toMatchObject({ code: 'unknown-option' })
  })

  it.each([
    ['src/app.c', 'src/app.c:1:25: error: '],
    ['-app.c', '/-app.c:1:25: error: '],
  ])('whose entry is %s is called so', async (entry, begin) => {
    await using program = await runner.compile('c', 'int main(void) { return x; }', { entry })
    const told = program.failure && error(program.failure)
    expect([told?.line, told?.traceback.slice(0, begin.length)]).toEqual([1, begin])
  })

  it('finds its own files and those of the run, also where both are in one folder', async () => {
    const code = 'import os\nfor n in sorted(os.listdir("lib")): print(n, open("lib/" + n).read())'
    await using program = await runner.compile('python', code, { files: { lib: { a: 'A', b: 'B' } } })
    expect((await program.run({ files: { 'lib/b': 'of the run', lib: { c: 'C' } } })).stdout).toBe(
      'a A\nb of the run\nc C\n',
    )
    expect((await program.run()).stdout).toBe('a A\nb B\n')
    await expect(program.run({ files: 'abc' as never })).rejects.toMatchObject({ code: 'invalid-option' })
    await expect(program.run({ limits: 5 as never })).rejects.toMatchObject({ code: 'invalid-option' })
  })

  it('goes on after a run that trapped', async () => {
    await using program = await runner.compile(
      'c',
      '#include <stdlib.h>\nint main(int c, char **v) { if (c > 1) abort(); return 6; }',
    )
    expect((await program.run({ args: ['x'] })).status).toBe('trap')
    expect(ending(await program.run())).toEqual(['run', 'exit', 6])
  })

  it('that was not built gives what the build came to', async () => {
    await using program = await runner.compile('c', 'int main(void) {')
    expect([program.ok, program.failure?.stage]).toEqual([false, 'compile'])
    expect(await program.run()).toBe(program.failure)
  })

  it('leaves nothing behind and runs no more when it is closed', async () => {
    const folder = await temporaryFolder()
    vi.stubEnv('TMPDIR', folder)
    const program = await runner.compile('c', echo)
    expect(readdirSync(folder)).toHaveLength(1)
    const [result] = await Promise.all([program.run({ stdin: '21' }), program.close()])
    expect(result.stdout).toBe('42 -\n')
    expect(readdirSync(folder)).toEqual([])
    await expect(program.run()).rejects.toMatchObject({ code: 'runner-closed' })
  })

  it('is closed with its runner', async () => {
    const other = await createRunner({ workers: 1 })
    const program = await other.compile('c', 'int main(void) { return 0; }')
    await other.close()
    await expect(program.run()).rejects.toMatchObject({ code: 'runner-closed' })
    await program.close()
  })

  it.each([
    ['c', 'int main(void) { return 0; }'],
    ['python', ''],
  ])('of %s has limits.compile from compile, and takes none for a run', async (runtime, code) => {
    await using program = await runner.compile(runtime, code, { limits: { compile: { timeoutMs: 60_000 } } })
    expect((await program.run()).ok).toBe(true)
    await expect(program.run({ limits: { compile: {} } })).rejects.toMatchObject({
      code: 'invalid-option',
      message:
        'program.run: limits.compile comes too late, for the program is compiled already; give it to runner.compile',
    })
  })

  it('of a runtime that builds none is its code', async () => {
    const code = 'console.log(process.argv.length)'
    await using program = await runner.compile('quickjs', code, { limits: { fuel: 1e9 } })
    expect([program.ok, program.stages]).toEqual([true, []])
    const result = await program.run({ args: ['a', 'b'], ...world })
    const { usage: _, ...told } = await run('quickjs', code, { args: ['a', 'b'] })
    expect(result).toMatchObject(told)
  })
})
