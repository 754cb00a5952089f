/** What a manifest says is missing is missing, so that the list tells the truth: each line has a program that meets the limit. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRunner, type Runner } from '../../src/runner/runner.js'
import { resolveRuntime } from '../../src/runtimes/manifest/resolve.js'

let runner: Runner

beforeAll(async () => {
  runner = await createRunner({ workers: 2 })
  for (const runtime of ['c', 'python', 'php', 'ruby']) await runner.run({ runtime, code: '' })
}, 600_000)

afterAll(async () => {
  await runner.close()
})

/** The beginning of a line, a program, and what it prints or what its error says. */
type Case = readonly [line: string, code: string, told: string | RegExp]

const main = (head: string, body: string) => `#include <stdio.h>\n${head}\nint main(void) { ${body} }`
const inC: readonly Case[] = [
  [
    'a long of 64 bits',
    main('', 'long f = 1; for (int i = 1; i <= 20; i++) f *= i; printf("%ld\\n", f);'),
    '-2102132736\n',
  ],
  ['a long of 64 bits', main('', 'long x; sscanf("3000000000", "%ld", &x); printf("%ld\\n", x);'), '-1294967296\n'],
  [
    'a long of 64 bits',
    main('', 'printf("%zu%zu%zu\\n", sizeof(size_t), sizeof(void *), sizeof(long long));'),
    '448\n',
  ],
  ['setjmp and longjmp', '#include <setjmp.h>', /'setjmp\.h' file not found/],
  ['threads, processes', main('#include <unistd.h>', 'return fork();'), /undefined symbol: fork/],
  ['threads, processes', main('#include <signal.h>', 'signal(SIGINT, 0);'), /undefined symbol: signal/],
  ['a main with three parameters', 'int main(int c, char **w, char **e) { return c; }', /a main with other parameters/],
  [
    'a locale but "C"',
    main('#include <locale.h>\n#include <stdlib.h>', 'setlocale(LC_ALL, "de_DE"); printf("%.1f\\n", 0.5);'),
    '0.5\n',
  ],
  ['POSIX functions', main('#include <unistd.h>', 'chdir("/"); return 0;'), /undefined symbol: chdir/],
]
const cpp = (head: string, body: string) => `#include <cstdio>\n${head}\nint main() { ${body} }`
const inCpp: readonly Case[] = [
  ['a long of 64 bits', cpp('', 'std::printf("%zu%zu\\n", sizeof(long), sizeof(long long));'), '48\n'],
  ['exceptions', cpp('', 'try { throw 1; } catch (int) {}'), /cannot use 'throw' with exceptions disabled/],
  ['exceptions', cpp('#include <vector>', 'std::vector<int> v; return v.at(1);'), /unreachable/],
  ['std::thread', cpp('#include <thread>', 'std::thread t([] {}); t.join();'), /undefined symbol: std::__2::thread/],
  ['std::thread', cpp('#include <mutex>', 'std::mutex m; m.lock();'), /undefined symbol: std::__2::mutex/],
  [
    'std::thread',
    cpp('#include <filesystem>', 'std::__fs::filesystem::exists("x");'),
    /undefined symbol: std::__2::__fs::filesystem/,
  ],
  [
    'std::cout in the constructors',
    '#include <iostream>\nstruct S { S() { std::cout << 1 << std::endl; } } s;\nint main() {}',
    /out of bounds memory access/,
  ],
  [
    'a locale but "C"',
    cpp(
      '#include <locale>',
      'std::putchar(std::use_facet<std::numpunct<char>>(std::locale("de_DE")).decimal_point());',
    ),
    '.',
  ],
  ['parts of C++20', cpp('#include <concepts>', ''), /'concepts' file not found/],
  ['<ext/pb_ds/…>', cpp('#include <ext/pb_ds/assoc_container.hpp>', ''), /file not found/],
  ['<ext/pb_ds/…>', cpp('#include <bits/extc++.h>', ''), /file not found/],
  ['<csignal> and <csetjmp>', cpp('#include <csignal>', ''), /no member named 'signal'/],
  ['<csignal> and <csetjmp>', cpp('#include <csetjmp>', ''), /'setjmp\.h' file not found/],
]
const modules =
  'pwd grp fcntl termios resource mmap ctypes ssl lzma curses readline tkinter turtle multiprocessing venv ensurepip pip distutils lib2to3 idlelib syslog webbrowser'
const inPython: readonly Case[] = [
  ['threads', 'import threading\nthreading.Thread(target=print).start()', /can't start new thread/],
  ['threads', 'import threading\nthreading.Event().wait()', /\[Errno 16\] Resource deadlock would occur/],
  ['processes', 'import subprocess\nsubprocess.run(["ls"])', /wasi does not support processes/],
  [
    'processes',
    'import concurrent.futures\nconcurrent.futures.ProcessPoolExecutor()',
    /NotImplementedError: there are no processes here/,
  ],
  ['processes', 'import socket\nsocket.create_connection(("example.org", 80))', /Error/],
  ['packages with compiled parts', 'import numpy', /No module named 'numpy'/],
  [
    '64 bits inside',
    "import sys, struct, array\nprint(sys.maxsize, struct.calcsize('l'), array.array('l').itemsize)",
    '2147483647 4 4\n',
  ],
  ...[
    'len(range(3*10**9))',
    'random.choice(range(10**10))',
    'random.sample(range(10**10), 2)',
    'bisect.bisect(range(10**10), 5)',
    'collections.deque(maxlen=10**10)',
    "'a'.replace('a', 'b', 10**10)",
    'itertools.repeat(1, 10**10)',
  ].map((code): Case => ['64 bits inside', `import bisect, collections, itertools, random\n${code}`, /OverflowError/]),
  ['the hashes of a 64-bit', "print(hash(2**31), hash(0.5), hash('a') < 2**31)", '1 1073741824 True\n'],
  ['the hashes of a 64-bit', 'print({10**10, 3 * 10**9, 5, 7**12})', '{3000000000, 10000000000, 5, 13841287201}\n'],
  ['the hashes of a 64-bit', 'import random\nrandom.seed(3.5)\nprint(random.random())', '0.6724274693827534\n'],
  ...modules.split(' ').map((name): Case => ['the modules pwd', `import ${name}`, /ModuleNotFoundError/]),
]
const inPhp: readonly Case[] = [
  [
    '64-bit integers',
    '<?php var_dump(PHP_INT_MAX, PHP_INT_MAX + 1, 20 * 121645100408832000);',
    'int(2147483647)\nfloat(2147483648)\nfloat(2.43290200817664E+18)\n',
  ],
  ['fibers', '<?php $f = new Fiber(function () { Fiber::suspend(1); }); echo $f->start();', /unreachable/],
  [
    'curl, openssl',
    "<?php foreach (['curl', 'openssl', 'zlib', 'zip', 'iconv', 'intl', 'bcmath', 'gmp', 'sodium', 'sockets', 'pcntl', 'phar', 'mysqli', 'pgsql'] as $n) if (extension_loaded($n)) echo $n;",
    '',
  ],
  ['processes', "<?php var_dump(@shell_exec('ls'));", 'bool(false)\n'],
]
const inRuby: readonly Case[] = [
  ['threads', 'Thread.new { 1 }', /NotImplementedError/],
  ['threads', 'Ractor.new { 1 }', /NotImplementedError/],
  [
    'sockets, signals, processes',
    "p system('ls'), begin; `ls`; rescue SystemCallError; $!.class; end, begin; fork; rescue NotImplementedError; 1; end",
    'nil\nErrno::ENOENT\n1\n',
  ],
  [
    'the libraries openssl',
    '%w[openssl zlib psych socket io/console readline fiddle pty].each { |n| begin; require n; puts n; rescue LoadError; end }',
    '',
  ],
  [
    'the bundled gems',
    '%w[minitest test-unit rake rexml rss matrix prime debug rbs].each { |n| begin; require n; puts n; rescue LoadError; end }',
    '',
  ],
  ['gems with native', "require 'nokogiri'", /LoadError/],
]

describe.each([
  ['c', inC],
  ['cpp', inCpp],
  ['python', inPython],
  ['php', inPhp],
  ['ruby', inRuby],
] as const)('of %s', { timeout: 60_000 }, (runtime, cases) => {
  it.each(cases)('%s: %s', async (line, code, told) => {
    const { missing = [] } = await resolveRuntime(runtime)
    expect(missing.filter((one) => one.startsWith(line))).toHaveLength(1)
    const result = await runner.run({ runtime, code, clockStartMs: 946_684_800_000 })
    const trap = result.status === 'trap' ? result.trap : ''
    if (typeof told === 'string') expect(result.stdout).toBe(told)
    else expect(`${result.stdout}${result.stderr}${trap}`).toMatch(told)
  })
})

describe('a clock', { timeout: 60_000 }, () => {
  it.each([
    ['php', "<?php echo date('Y', time());", 2_145_916_800_000, '2037'],
    ['python', 'import time\nprint(time.gmtime(time.time()).tm_year)', 9_214_646_400_000, '2261\n'],
  ])('of %s begins before the end of its time', async (runtime, code, endMs, year) => {
    expect((await runner.run({ runtime, code, clockStartMs: endMs - 1_000 })).stdout).toBe(year)
    await expect(runner.run({ runtime, code, clockStartMs: endMs })).rejects.toMatchObject({
      code: 'invalid-option',
      message: `runner.run: clockStartMs ${endMs} is ${new Date(endMs).toISOString()}, and the runtime "${runtime}" knows no time from ${new Date(endMs).toISOString()} on; give one before ${endMs}`,
    })
  })

  it.each([
    [
      'c',
      '#include <time.h>\n#include <stdio.h>\nint main(void) { time_t t = time(0); printf("%d\\n", 1900 + gmtime(&t)->tm_year); }',
    ],
    ['ruby', 'puts Time.now.utc.year'],
    ['quickjs', 'console.log(new Date().getUTCFullYear())'],
    ['sqlite', "select strftime('%Y', 'now');"],
  ])('of %s begins in 2553 at the latest', async (runtime, code) => {
    const last = Date.UTC(2554, 0, 1) - 1_000
    expect((await runner.run({ runtime, code, clockStartMs: last })).stdout).toBe('2553\n')
    await expect(runner.run({ runtime, code, clockStartMs: last + 1_000 })).rejects.toMatchObject({
      code: 'invalid-option',
    })
  })
})
