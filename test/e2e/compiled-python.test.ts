/** A program of Python: compiled once, and in each of its runs to the bit what `runCode` makes of the same code. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { netFuel, type Result } from '../../src/core/result.js'
import type { ProgramRun } from '../../src/runner/programs/program.js'
import { createRunner, createRunnerWith, type Runner } from '../../src/runner/runner.js'

const world = { clockStartMs: 946_684_800_000, seed: 0 }
const errorOf = (result: Result | undefined) => (result?.status === 'exit' ? result.error : undefined)

let runner: Runner
beforeAll(async () => {
  runner = await createRunner({ workers: 1 })
  await runner.provision('python')
}, 300_000)
afterAll(() => runner.close())

/** What a program could tell two runs apart by: addresses, the order of sets, time, its own text, all that it was given. */
const told = `import sys, os, time, inspect, random
class Thing: pass
things = {Thing(), Thing(), None, object, 'a'}
def twice(n): return [n, id(n)]
print(id(things), things, time.time_ns(), sys.argv, dict(os.environ), sorted(os.listdir()), random.random())
print(inspect.getsource(twice), __name__, __file__, sys.stdin.read())
raise ValueError(id(Thing))
`

describe('a program of Python', { timeout: 60_000 }, () => {
  it.each<readonly [string, ProgramRun]>([
    ['nothing', {}],
    ['stdin', { stdin: 'abc' }],
    ['files', { files: { 'a.txt': 'A' } }],
    ['another seed', { seed: 5 }],
    ['arguments', { args: ['x', ''] }],
    ['variables', { env: { A: 'b' } }],
    ['a setup', { setup: ['n = 1', 'print(id(n))'] }],
    ['a profile', { profileFuel: 1000 }],
    ['a cold start', { start: 'cold' }],
    ['a variable that is read at boot', { env: { PYTHONOPTIMIZE: '1' } }],
  ])('given %s is what runCode makes of its code', async (_, given) => {
    await using program = await runner.compile('python', told)
    const plain = await runner.runCode('python', told, { ...world, ...given })
    for (let time = 0; time < 3; time += 1) {
      const result = await program.run({ ...world, ...given })
      expect({ ...result, usage: 0, stage: 0, stages: 0, profile: 0 }).toEqual({
        ...plain,
        usage: 0,
        stage: 0,
        stages: 0,
        profile: 0,
      })
      const isCompiledBefore = plain.start === 'warm' && given.setup === undefined
      expect([result.stage, result.stages]).toEqual(isCompiledBefore ? ['run', program.stages] : [undefined, undefined])
      const compileFuel = isCompiledBefore ? (plain.usage.compileFuel ?? 0) : 0
      expect(netFuel(result.usage)).toBe(netFuel(plain.usage) - compileFuel)
      expect(result.usage.memoryPages).toBe(plain.usage.memoryPages)
    }
  })

  it('and its compiling cost together what runCode costs', async () => {
    await using program = await runner.compile('python', told)
    const [stage] = program.stages
    expect([program.ok, program.stages.length, stage?.stage, stage?.source]).toEqual([true, 1, 'compile', 'main.py'])
    const plain = await runner.runCode('python', told, world)
    const { usage } = await program.run(world)
    expect(usage.fuel + (stage?.usage.fuel ?? 0)).toBe(plain.usage.fuel)
    expect(stage && netFuel(stage.usage)).toBe(plain.usage.compileFuel)
    expect(usage).not.toHaveProperty('compileFuel')
    // As exact as any budget.
    const limits = (fuel: number) => ({ ...world, limits: { fuel } })
    expect((await program.run(limits(usage.fuel))).status).toBe('exit')
    expect((await program.run(limits(usage.fuel - 1))).status).toBe('out-of-fuel')
  })

  it.each([
    ['python', 'src/app.py', 'import sys; print(sys.argv, __file__)', 'warm'],
    ['python', 'app.pyc', 'import sys; print(sys.argv, __file__)', 'warm'],
    ['python', 'main.py', 'import sys; print(sys.argv)', 'warm'],
    ['c', 'src/main.c', '#include <stdio.h>\nint main(int n, char **args) { puts(args[1]); }', 'cold'],
    ['quickjs', 'src/app.js', 'console.log(scriptArgs.length)', 'cold'],
  ] as const)('of %s may be one of its files, %s', async (runtime, entry, text, start) => {
    // What callers without types leave out.
    const code = undefined as unknown as string
    await using program = await runner.compile(runtime, code, { entry, files: { [entry]: text, 'other.txt': 'x' } })
    const plain = await runner.runFS(runtime, entry, { [entry]: text, 'other.txt': 'x' }, { args: ['a'] })
    expect(plain).toMatchObject({ status: 'exit', exitCode: 0, start })
    const { status, exitCode, stdout } = await program.run({ args: ['a'] })
    expect([status, exitCode, stdout]).toEqual([plain.status, plain.exitCode, plain.stdout])
  })

  it('has values and calls like any other', async () => {
    const code = 'def area(w, h):\n  return {"at": id(w) * 0 + w * h}\n[1, 2][1:]'
    await using program = await runner.compile('python', code)
    for (const given of [{ returns: 'last' }, { call: { function: 'area', args: [3, 4] } }] as const) {
      const { usage: _, ...plain } = await runner.runCode('python', code, { ...world, ...given })
      expect(await program.run({ ...world, ...given })).toMatchObject(plain)
      expect(await program.run({ ...world, ...given })).toMatchObject(plain)
    }
  })

  it('costs the same on workers that have never seen it', async () => {
    const fleeting = await createRunnerWith({ workers: 2 }, { runsPerWorker: 2 })
    await using program = await fleeting.compile('python', told)
    const results = await Promise.all(Array.from({ length: 12 }, () => program.run(world)))
    expect(new Set(results.map(({ usage }) => usage.fuel)).size).toBe(1)
    expect(new Set(results.map(({ stdout }) => stdout)).size).toBe(1)
    await fleeting.close()
  })

  it('leaves nothing for the runs of others', async () => {
    const spy =
      'import gc, sys\nprint([id(one) for one in gc.get_objects()], sys.getallocatedblocks(), [type(one) for one in gc.get_objects()])'
    const secret = `${'x = "secret"\n'.repeat(200)}y = ["of a run"] * 100000`
    await using program = await runner.compile('python', secret)
    await using other = await runner.compile('python', 'print(id(object()))')
    const first = await runner.runCode('python', spy, world)
    const ofOther = await other.run(world)
    for (let turn = 0; turn < 1000; turn += 1) {
      await program.run({ ...world, args: turn % 10 === 0 ? [`${turn}`] : [] })
      const next = turn % 2 === 0 ? await runner.runCode('python', spy, world) : await other.run(world)
      const before = turn % 2 === 0 ? first : ofOther
      expect([next.stdout, next.usage.fuel]).toEqual([before.stdout, before.usage.fuel])
    }
  })

  it('takes nothing of the memory that the runs of others may have', async () => {
    const greedy =
      'held = []\ntry:\n  while True: held.append(bytearray(4 << 20))\nexcept MemoryError: pass\ncount = len(held)\ndel held\nprint(count)'
    const given = { ...world, limits: { diskBytes: 1 << 20 } }
    await using alone = await createRunner({ workers: 1 })
    const before = await alone.runCode('python', greedy, given)
    const names = Array.from({ length: 60 }, (_, n) => `name${n} = ${n}\n`).join('')
    const programs = await Promise.all(
      Array.from({ length: 6 }, (_, n) => alone.compile('python', `${names}print(${n})`)),
    )
    for (let turn = 0; turn < 2; turn += 1) for (const program of programs) await program.run(given)
    const after = await alone.runCode('python', greedy, given)
    expect([after.stdout, after.usage.fuel]).toEqual([before.stdout, before.usage.fuel])
    expect(after.status).toBe('exit')
  })

  it('may be larger than what a worker keeps', async () => {
    const large = `${'x = [1, 2, 3]\n'.repeat(20_000)}print(id(x))`
    await using program = await runner.compile('python', large)
    const plain = await runner.runCode('python', large, world)
    for (let time = 0; time < 2; time += 1) {
      const { stdout, usage } = await program.run(world)
      expect([stdout, usage.fuel]).toEqual([plain.stdout, plain.usage.fuel - (program.stages[0]?.usage.fuel ?? 0)])
    }
  })

  it('is compiled anew by a worker that has let go of it', async () => {
    const first = await runner.compile('python', told)
    const { usage } = await first.run(world)
    const others = await Promise.all(Array.from({ length: 70 }, (_, n) => runner.compile('python', `print(${n})`)))
    expect((await first.run(world)).usage.fuel).toBe(usage.fuel)
    for (const program of [first, ...others]) await program.close()
    await expect(first.run(world)).rejects.toMatchObject({ code: 'runner-closed' })
  })

  it('prints the warnings of its compiling in each run', async () => {
    const code = 'print("a" is "b")'
    await using program = await runner.compile('python', code)
    const { stdout, stderr } = await runner.runCode('python', code)
    expect(stderr).toContain('SyntaxWarning')
    expect(program.stages[0]?.stderr).toBe(stderr)
    const { usage } = await runner.runCode('python', code, world)
    for (let time = 0; time < 2; time += 1) {
      const result = await program.run(world)
      expect(result).toMatchObject({ stdout, stderr, usage: { fuel: usage.fuel, compileFuel: usage.compileFuel } })
      expect(result).not.toHaveProperty('stages')
    }
  })

  it('pays for code of a file that its compiling runs', async () => {
    // The codec imports a module that the run's directory has.
    const code = '# coding: idna\nprint(1)'
    const files = { 'stringprep.py': 'while True: pass' }
    await using program = await runner.compile('python', code)
    const limits = { fuel: 30_000_000 }
    const plain = await runner.runCode('python', code, { ...world, files, limits })
    expect([plain.status, plain.usage.fuel]).toEqual(['out-of-fuel', limits.fuel])
    for (let time = 0; time < 2; time += 1) {
      const { status, usage } = await program.run({ ...world, files, limits })
      expect([status, usage.fuel]).toEqual([plain.status, plain.usage.fuel])
    }
  })
})

describe('code that cannot be compiled', { timeout: 60_000 }, () => {
  it.each([
    ['SyntaxError', 'x = (\nprint('],
    ['IndentationError', 'if 1:\nprint(2)'],
    ['SyntaxError', '# coding: nonsense\n'],
    ['MemoryError', `x = ${'('.repeat(500)}`],
  ])('because of a %s makes a program that gives what runCode gives', async (type, code) => {
    await using program = await runner.compile('python', code)
    const { usage: __, ...plain } = await runner.runCode('python', code, world)
    expect([program.ok, errorOf(program.failure)?.type]).toEqual([false, type])
    expect({ ...(await program.run()), world }).toMatchObject({ ...plain, stage: 'compile', stages: program.stages })
  })

  const large = 'x = [1, 2, 3]\n'.repeat(20_000)
  it.each([
    ['fuel', { fuel: 1_000_000 }, 'out-of-fuel'],
    ['memoryPages', { memoryPages: 400 }, 'out-of-memory'],
    ['timeoutMs', { timeoutMs: 1 }, 'timeout'],
  ] as const)('within limits.compile.%s ends there', async (_, compile, status) => {
    await using program = await runner.compile('python', large, { limits: { compile } })
    expect([program.ok, program.failure?.stage, program.failure?.status]).toEqual([false, 'compile', status])
    expect((await runner.runCode('python', 'print(1)')).stdout).toBe('1\n')
  })

  it('takes exactly the fuel that it takes', async () => {
    const compile = async (fuel: number) => {
      await using program = await runner.compile('python', told, { limits: { compile: { fuel } } })
      return [program.ok, program.stages[0]?.usage.fuel]
    }
    await using program = await runner.compile('python', told)
    const fuel = program.stages[0]?.usage.fuel ?? 0
    expect(await compile(fuel)).toEqual([true, fuel])
    expect(await compile(fuel - 1)).toEqual([false, fuel - 1])
  })

  it('in the memory of a run fails in each run alike', async () => {
    const given = { ...world, limits: { memoryPages: 400 } }
    const plain = await runner.runCode('python', large, given)
    await using program = await runner.compile('python', large)
    expect([program.ok, plain.status]).toEqual([true, 'out-of-memory'])
    for (let time = 0; time < 2; time += 1) {
      const { status, stderr } = await program.run(given)
      expect([status, stderr]).toEqual([plain.status, plain.stderr])
    }
  })
})
