/** C and C++ as the package ships them: clang and wasm-ld build a program, a worker of its own runs it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Result } from '../../src/core/result.js'
import { createRunner, type Runner, type RunRequest } from '../../src/runner/runner.js'
import { readCorpus } from '../support/build-corpus.js'

let runner: Runner

beforeAll(async () => {
  runner = await createRunner({ workers: 2 })
  await runner.run({ runtime: 'c', code: 'int main(void) { return 0; }' })
}, 600_000)

afterAll(async () => {
  await runner.close()
})

const world = { clockStartMs: 946_684_800_000, seed: 0 }
const run = (code: string, more: Partial<RunRequest> = {}) => runner.run({ runtime: 'c', code, ...world, ...more })
const runCpp = (code: string, more: Partial<RunRequest> = {}) => run(code, { runtime: 'cpp', ...more })
const drawn: Readonly<Record<number, string>> = { 0: '2041245959 514083617\n', 5: '4276257891 3726281829\n' }

const structArguments = `#include <complex.h>
#include <stdarg.h>
#include <stdio.h>
struct several { int a, b, c; };
struct one { double d; };
struct nested { struct one o[1]; };
union either { int i; double d; };
struct empty {};
struct bits { unsigned a : 4, b : 4; };
struct big { char t[40]; };
struct wide { long long x, y; };
static void show(int count, ...) {
  va_list ap;
  va_start(ap, count);
  struct several s = va_arg(ap, struct several);
  int i = va_arg(ap, int);
  struct one o = va_arg(ap, struct one);
  struct nested p = va_arg(ap, struct nested);
  union either u = va_arg(ap, union either);
  (void)va_arg(ap, struct empty);
  struct bits b = va_arg(ap, struct bits);
  struct big g = va_arg(ap, struct big);
  double d = va_arg(ap, double);
  struct wide w = va_arg(ap, struct wide);
  double complex z = va_arg(ap, double complex);
  long double l = va_arg(ap, long double);
  printf("%d %d %d %d %g %g %g %u %u %s ", s.a, s.b, s.c, i, o.d, p.o[0].d, u.d, b.a, b.b, g.t);
  printf("%g %lld %lld %g%+gi %Lg %s\\n", d, w.x, w.y, creal(z), cimag(z), l, va_arg(ap, char *));
  va_end(ap);
}
int main(void) {
  struct several s = {1, 2, 3};
  struct one o = {1.5};
  struct nested p = {{{2.5}}};
  union either u;
  u.d = 3.5;
  struct empty e;
  struct bits b = {5, 6};
  struct big g = {"big"};
  struct wide w = {1LL << 40, -7};
  double complex z = 1.0 + 2.0 * I;
  show(0, s, 4, o, p, u, e, b, g, 9.25, w, z, 10.5L, "end");
}
`

const competitive = `#include <bits/stdc++.h>
using namespace std;
int main() {
  int n;
  cin >> n;
  vector<long long> v{3, 1, 2};
  sort(v.begin(), v.end());
  cout << n * 2 << " " << __gcd(12, 18) << " " << __gcd(12LL, 18LL) << " " << __gcd(12u, 18u);
  cout << " " << __lg(15) << " " << __lg(1LL << 40) << " " << v[0] << "\\n";
}
`

const ending = ({ stage, status, exitCode }: Result) => [stage, status, exitCode]

describe.each(['c', 'cpp'] as const)('the corpus of %s', { timeout: 120_000 }, (runtime) => {
  it.concurrent.each(readCorpus(runtime))('$name', async ({ name: _, stdout, stderr, exitCode, ...request }) => {
    const result = await runner.run({ ...request, ...world })
    expect([...ending(result), result.stdout, result.stderr]).toEqual(['run', 'exit', exitCode, stdout, stderr])
  })
})

describe('a C program', { timeout: 60_000 }, () => {
  it('costs the same fuel in every run, and succeeds on exactly that', async () => {
    const code = '#include <stdio.h>\nint main(void) { puts("hello"); }'
    const [first, second] = await Promise.all([run(code), run(code)])
    const fuels = ({ usage, stages = [] }: Result) => [...stages.map((stage) => stage.usage.fuel), usage.fuel]
    expect(fuels(second)).toEqual(fuels(first))
    expect([first.stdout, first.usage.fuelExact, first.usage.startupFuel]).toEqual(['hello\n', true, 0])
    const { fuel } = first.usage
    expect(ending(await run(code, { limits: { fuel } }))).toEqual(['run', 'exit', 0])
    expect(ending(await run(code, { limits: { fuel: fuel - 1 } }))).toEqual(['run', 'out-of-fuel', null])
  })

  it('tells of each stage that built it', async () => {
    const { stages, fuelEpoch, start } = await run('int main(void) { return 0; }')
    expect(stages?.map(({ stage, source, status, exitCode }) => [stage, source, status, exitCode])).toEqual([
      ['compile', 'main.c', 'exit', 0],
      ['link', null, 'exit', 0],
    ])
    expect(fuelEpoch).toMatch(/^[0-9a-f]{12}$/)
    expect(start).toBe('cold')
  })

  it('gets 1 MiB of stdin back', async () => {
    const stdin = Buffer.alloc(1024 * 1024, 'fuelcell\n')
    const code = '#include <stdio.h>\nint main(void) { for (int c; (c = getchar()) != EOF;) putchar(c); }'
    const result = await run(code, { stdin })
    expect([result.stdout.length, Buffer.compare(result.stdoutBytes, stdin)]).toEqual([stdin.length, 0])
  })

  it('leaves the files that it makes, and no others', async () => {
    const code = '#include <stdio.h>\nint main(void) { fputs("made", fopen("out.txt", "w")); remove("old.txt"); }'
    const result = await run(code, { files: { 'old.txt': 'old', 'kept.txt': 'kept' } })
    expect(Object.keys(result.files)).toEqual(['out.txt'])
    expect(Buffer.from(result.files['out.txt'] ?? '').toString()).toBe('made')
    expect(result.deleted).toEqual(['old.txt'])
  })

  it.each([0, 1, 7, 200])('ends with the exit code %i', async (exitCode) => {
    expect(ending(await run(`int main(void) { return ${exitCode}; }`))).toEqual(['run', 'exit', exitCode])
  })

  it.each([
    ['fuel', 'out-of-fuel', 'int main(void) { volatile int i; for (;;) i++; }', { fuel: 1_000_000 }],
    ['timeoutMs', 'timeout', 'int main(void) { volatile int i; for (;;) i++; }', { timeoutMs: 100 }],
    [
      'memoryPages',
      'out-of-memory',
      '#include <stdlib.h>\n#include <string.h>\nint main(void) { for (;;) { char *p = malloc(65536); if (!p) return 1; memset(p, rand(), 65536); if (p[7] == 77) p[9] = 1; } }',
      { memoryPages: 300 },
    ],
    ['outputBytes', 'output-limit', '#include <stdio.h>\nint main(void) { for (;;) puts("x"); }', { outputBytes: 100 }],
    [
      'diskBytes',
      'disk-limit',
      '#include <stdio.h>\nint main(void) { FILE *f = fopen("f", "w"); for (;;) if (fputs("0123456789", f) < 0 || fflush(f)) return 1; }',
      { diskBytes: 1000 },
    ],
    [
      'diskEntries',
      'disk-limit',
      '#include <stdio.h>\nint main(void) { char n[9]; for (int i = 0;; i++) { sprintf(n, "%d", i); FILE *f = fopen(n, "w"); if (!f) return 1; fclose(f); } }',
      { diskEntries: 5 },
    ],
    [
      'openFiles',
      'exit',
      '#include <stdio.h>\nint main(void) { int n = 0; while (fopen("f", "w")) n++; return n; }',
      { openFiles: 9 },
    ],
  ] as const)('is stopped by %s as %s', async (_, status, code, limits) => {
    const result = await run(code, { limits: { timeoutMs: 30_000, ...limits } })
    expect([result.stage, result.status]).toEqual(['run', status])
    if (status === 'exit') expect(result.exitCode).toBe(3)
  })

  it.each([
    ['integer divide by zero', 'int main(int c, char **v) { return 5 / (c - 1); }'],
    ['wasm `unreachable` instruction executed', '#include <stdlib.h>\nint main(void) { abort(); }'],
    [
      'the stack is full',
      'int f(volatile int *p) { volatile int a[99]; a[0] = *p; return f(a) + a[0]; }\nint main(void) { int x = 1; return f(&x); }',
    ],
  ])('traps with "%s"', async (trap, code) => {
    const result = await run(code)
    expect([result.stage, result.status === 'trap' ? result.trap : result.status]).toEqual(['run', trap])
  })

  it('has its headers and further sources among the files', async () => {
    const files = {
      lib: { 'twice.h': 'int twice(int);\n', 'twice.c': '#include "twice.h"\nint twice(int x) { return 2 * x; }\n' },
    }
    const code = '#include "lib/twice.h"\nint main(void) { return twice(21); }'
    const result = await run(code, { files, sources: ['lib/twice.c'] })
    expect(ending(result)).toEqual(['run', 'exit', 42])
    expect(result.stages?.map(({ source }) => source)).toEqual(['main.c', 'lib/twice.c', null])
  })

  it('may be one of several files, whatever it is called', async () => {
    const files = { '-o@.c': '#include "n.h"\nint main(void) { return N; }', 'n.h': '#define N 5\n' }
    expect(ending(await runner.runFS('clang', '-o@.c', files, world))).toEqual(['run', 'exit', 5])
  })

  it('passes structs, unions and complex numbers through its variable arguments', async () => {
    const result = await run(structArguments)
    expect(result.stdout).toBe('1 2 3 4 1.5 2.5 3.5 5 6 big 9.25 1099511627776 -7 1+2i 10.5 end\n')
    for (const option of ['-O0', '-O3']) {
      expect((await run(structArguments, { compilerOptions: [option] })).stdout).toBe(result.stdout)
    }
  })

  it('opens its streams and random bytes as files', async () => {
    const code = `#include <stdio.h>
int main(void) {
  int n; unsigned char bytes[4];
  if (fscanf(fopen("/dev/stdin", "r"), "%d", &n) != 1 || fread(bytes, 1, 4, fopen("/dev/urandom", "rb")) != 4) return 1;
  fprintf(fopen("/dev/stdout", "w"), "%d\\n", 2 * n);
  return 0;
}`
    const result = await run(code, { stdin: '21' })
    expect([...ending(result), result.stdout]).toEqual(['run', 'exit', 0, '42\n'])
    await expect(run(code, { files: { dev: { stdin: '' } } })).rejects.toMatchObject({ code: 'invalid-file-name' })
  })

  it('sees a preopened directory in its run, and none is seen by the compiler', async () => {
    const preopens = [{ host: process.cwd(), guest: '/project', access: 'read' as const }]
    const code = '#include <stdio.h>\nint main(void) { return fopen("/project/package.json", "r") ? 3 : 4; }'
    expect(ending(await run(code, { preopens }))).toEqual(['run', 'exit', 3])
    const included = await run('#include "/project/package.json"\nint main(void) { return 0; }', { preopens })
    expect([...ending(included), included.status === 'exit' && included.error?.message]).toEqual([
      'compile',
      'exit',
      1,
      "'/project/package.json' file not found",
    ])
  })
})

describe('a C++ program', { timeout: 60_000 }, () => {
  it('draws from std::random_device what the seed says', async () => {
    const code =
      '#include <random>\n#include <cstdio>\nint main() { std::random_device device; unsigned first = device(); std::printf("%u %u\\n", first, device()); }'
    const [zero, again, five] = await Promise.all([runCpp(code), runCpp(code), runCpp(code, { seed: 5 })])
    expect([zero.stdout, again.stdout, five.stdout]).toEqual([0, 0, 5].map((seed) => drawn[seed]))
  })

  it.each(['c++11', 'c++14', 'c++17', 'c++2a', 'gnu++17'])('has <bits/stdc++.h>, in %s', async (std) => {
    const result = await runCpp(competitive, { stdin: '5', compilerOptions: [`-std=${std}`, '-Wall', '-Werror'] })
    expect([...ending(result), result.stdout]).toEqual(['run', 'exit', 0, '10 6 6 6 3 40 1\n'])
  })

  it.each(['c++98', 'c++03'])('has streams and <bits/stdc++.h> in %s', async (std) => {
    const code =
      '#include <bits/stdc++.h>\n#include <iostream>\nint main() { std::cout << std::__gcd(12, 18) << std::endl; }'
    expect((await runCpp(code, { compilerOptions: [`-std=${std}`] })).stdout).toBe('6\n')
  })
})

describe('options of the compiler', { timeout: 60_000 }, () => {
  it.each(['-O0', '-O1', '-O2', '-O3', '-Os', '-Oz'])('%s changes nothing but the cost', async (option) => {
    const code =
      '#include <stdio.h>\nstatic int values[99];\nint counted;\nint main(void) { for (int i = 0; i < 99; i++) counted += values[i] = i; printf("%d\\n", counted); }'
    expect((await run(code, { compilerOptions: [option] })).stdout).toBe('4851\n')
  })

  it.each(['c89', 'c90', 'c99', 'c11', 'c17', 'c18', 'gnu89', 'gnu90', 'gnu99', 'gnu11', 'gnu17', 'gnu18'])(
    '-std=%s',
    async (std) => {
      expect(ending(await run('int main(void) { return 0; }', { compilerOptions: [`-std=${std}`] }))).toEqual([
        'run',
        'exit',
        0,
      ])
    },
  )

  it.each(['98', '03', '11', '14', '17', '2a'])('-std=c++%s and -std=gnu++%s', async (year) => {
    for (const family of ['c++', 'gnu++']) {
      const result = await runCpp('int main() { return 0; }', { compilerOptions: [`-std=${family}${year}`] })
      expect(ending(result)).toEqual(['run', 'exit', 0])
    }
  })

  it('warnings are told and stop nothing, unless that is asked for', async () => {
    const code = 'int main(void) { int unused; return N; }'
    const warned = await run(code, { compilerOptions: ['-Wall', '-DN=3'] })
    expect([...ending(warned), warned.stderr]).toEqual(['run', 'exit', 3, ''])
    expect(warned.stages?.[0]?.stderr).toMatch(
      /^main\.c:1:22: warning: unused variable 'unused' \[-Wunused-variable\]\n/,
    )
    const refused = await run(code, { compilerOptions: ['-Wall', '-Werror', '-DN=3'] })
    expect(ending(refused)).toEqual(['compile', 'exit', 1])
  })

  it.each(['-o/x', '-fplugin=x', '-Wl,-e', '-D', '-I/sys', '@x', '-load', 'other.c', ''])(
    '%j is refused',
    async (option) => {
      await expect(run('int main(void) { return 0; }', { compilerOptions: [option] })).rejects.toMatchObject({
        code: 'invalid-option',
      })
    },
  )

  it('one that is misspelt is told the nearest', async () => {
    await expect(run('', { compilerOptions: ['-std=c12'] })).rejects.toThrow('did you mean "-std=c11"?')
  })

  it('they are for runtimes that build', async () => {
    for (const more of [{ compilerOptions: ['-O2'] }, { sources: [] }, { limits: { compile: {} } }]) {
      await expect(run('pass', { runtime: 'python', ...more })).rejects.toMatchObject({ code: 'invalid-option' })
    }
  })
})
