/** The fourth ring: the real host with PHP, which looks to a program like php-cli. */
import { describe, expect, it } from 'vitest'
import type { RunRequest } from '../../src/runner/runner.js'
import { runsOfPhp } from '../support/php-runs.js'

const run = runsOfPhp(2)

const printed = async (code: string, more: Partial<RunRequest> = {}) => {
  const { stdout, stderr, exitCode } = await run(code, more)
  expect([stderr, exitCode]).toEqual(['', 0])
  return stdout
}

describe('a program in PHP', { timeout: 60_000 }, () => {
  it('says hello for the same fuel every time', async () => {
    const [first, second] = await Promise.all([run("echo 'hello';"), run("echo 'hello';")])
    expect([first.status, first.exitCode, first.stdout, first.stderr]).toEqual(['exit', 0, 'hello', ''])
    expect([first.usage.fuelExact, second.usage.fuel]).toEqual([true, first.usage.fuel])
    expect(first.usage.fuel).toBeGreaterThan(first.usage.startupFuel)
  })

  it('succeeds on exactly the fuel that it costs and fails on one unit less', async () => {
    const { usage } = await run('echo 1;')
    expect((await run('echo 1;', { limits: { fuel: usage.fuel } })).status).toBe('exit')
    const short = await run('echo 1;', { limits: { fuel: usage.fuel - 1 } })
    expect([short.status, short.usage.fuel]).toEqual(['out-of-fuel', usage.fuel - 1])
  })

  it('may be text around code, and begin with a line for a shell', async () => {
    const result = await run('', { runtime: 'php-cgi', code: '#!/usr/bin/env php\nα <?= 6 * 7 ?> ω\n' })
    expect([result.runtime, result.stdout, result.stderr]).toEqual(['php', 'α 42 ω\n', ''])
  })

  it('knows its arguments, its environment and its place', async () => {
    const code =
      "echo json_encode([$argv, $argc, $_SERVER['argv'], getenv('K'), $_ENV['K'], __FILE__, getcwd(), $_GET, PHP_SAPI . php_sapi_name(), ini_get('html_errors')]);"
    const given = ['main.php', 'x', '-v', '--', 'a=b', 'ü z']
    expect(JSON.parse(await printed(code, { args: given.slice(1), env: { K: 'v é' } }))).toEqual([
      given,
      6,
      given,
      'v é',
      'v é',
      '/main.php',
      '/',
      [],
      'clicli',
      '0',
    ])
  })

  it('leaves the names of the program free', async () => {
    const code = [
      'function line() { return 1; } class Streams {} const REPORT = 2; echo line(), REPORT, "\\n";',
      "print_r(array_diff(array_keys(get_defined_vars()), ['_GET', '_POST', '_COOKIE', '_FILES', '_SERVER', '_ENV', '_REQUEST', 'argv', 'argc']));",
    ].join('\n')
    expect(await printed(code)).toBe('12\nArray\n(\n)\n')
  })

  it.each([0, 1, 7, 200])('exits with %i', async (code) => {
    const result = await run(`try { exit(${code}); } finally { echo 'no'; }`)
    expect([result.status, result.exitCode, result.stdout]).toEqual(['exit', code, ''])
    expect(result).not.toHaveProperty('error')
  })

  it('runs shutdown functions, and prints the text of an exit', async () => {
    expect(await printed("register_shutdown_function(fn() => print('bye')); exit('gone ');")).toBe('gone bye')
  })

  it('has its three streams, by name and by php://', async () => {
    const code = [
      'fwrite(STDOUT, fgets(STDIN)); fprintf(STDERR, "err %s\\n", "ü€😀");',
      "file_put_contents('php://stderr', 'more '); file_put_contents('php://output', readline('> '));",
      "fputs(fopen('php://stdout', 'w'), json_encode(fscanf(STDIN, '%d %s')) . stream_get_contents(STDIN));",
      'var_dump(feof(STDIN), fgets(STDIN));',
    ].join('\n')
    const result = await run(code, { stdin: 'one\ntwo\n3 vier\nrest\nlast' })
    expect([result.exitCode, result.stderr]).toEqual([0, 'err ü€😀\nmore '])
    expect(result.stdout).toBe('one\n> two[3,"vier"]rest\nlastbool(true)\nbool(false)\n')
  })

  it.each(["file_get_contents('php://stdin')", 'stream_get_contents(STDIN)', "file_get_contents('/dev/stdin')"])(
    'echoes a MiB of stdin: %s',
    async (read) => {
      const bytes = Buffer.alloc(1 << 20, 'every byte \0\xff\n', 'latin1')
      const result = await run(`echo ${read};`, { stdin: bytes })
      expect(Buffer.compare(result.stdoutBytes, bytes)).toBe(0)
    },
  )

  it('reads a stdin whose length nobody knows', async () => {
    async function* lines() {
      for (let line = 0; line < 1000; line++) yield Buffer.from(`${line}\n`)
    }
    const sum = 'for ($sum = 0; ($line = fgets(STDIN)) !== false; $sum += (int) $line); echo $sum;'
    expect(await printed(sum, { stdin: lines() })).toBe('499500')
    expect(await printed('var_dump(fgets(STDIN), feof(STDIN));')).toBe('bool(false)\nbool(true)\n')
  })

  it('has the other streams of php://', async () => {
    const code = [
      "$file = fopen('php://memory', 'w+'); fputcsv($file, ['a', 'b c']); rewind($file); echo fgets($file);",
      "$file = fopen('php://temp', 'w+'); fwrite($file, 'abcdef'); fseek($file, 3); echo fread($file, 9), ftell($file);",
      "readfile('php://filter/read=string.toupper/resource=data:,xyz'); var_dump(@fopen('php://nothing', 'r'));",
    ].join('\n')
    expect(await printed(code)).toBe('a,"b c"\ndef6XYZbool(false)\n')
  })

  it('finds the given files and leaves what it makes, changes and deletes', async () => {
    const code = [
      "require 'lib/twice.php';",
      "echo twice(file_get_contents('d/a.txt'));",
      "mkdir('out'); file_put_contents('out/new.bin', \"\\0\\x01\\xff\"); file_put_contents('changed', '2', FILE_APPEND);",
      "unlink('gone');",
    ].join('\n')
    const files = {
      'lib/twice.php': '<?php function twice($text) { return $text . $text; }',
      'd/a.txt': 'α',
      changed: '1',
      gone: '',
      same: 's',
    }
    const result = await run(code, { files })
    expect([result.stderr, result.stdout]).toEqual(['', 'αα'])
    expect({ ...result.files }).toEqual({
      'out/new.bin': Uint8Array.of(0, 1, 255),
      changed: Uint8Array.of(0x31, 0x32),
    })
    expect(result.deleted).toEqual(['gone'])
  })

  it('tells an uncaught exception as data, and on stderr as ever', async () => {
    const code =
      'namespace App;\nclass Odd extends \\Exception {}\nfunction f($n) { throw new Odd("no \\"é\\" $n"); }\nf(3);'
    const result = await run(code)
    const text =
      'PHP Fatal error:  Uncaught App\\Odd: no "é" 3 in /main.php:4\nStack trace:\n#0 /main.php(5): App\\f(3)\n#1 {main}\n  thrown in /main.php on line 4\n'
    expect([result.exitCode, result.stdout, result.stderr]).toEqual([255, '', text])
    expect(result).toMatchObject({ error: { type: 'App\\Odd', message: 'no "é" 3', line: 4, traceback: text } })
  })

  it('tells the exception itself, and not what caused it or what its message looks like', async () => {
    const code = 'throw new LogicException("x in /main.php:2\\nStack trace:\\n#0", 1, new TypeError(\'inner\'));'
    expect(await run(code)).toMatchObject({
      exitCode: 255,
      error: { type: 'LogicException', message: 'x in /main.php:2\nStack trace:\n#0', line: 2 },
    })
  })

  it('tells the innermost line of the program', async () => {
    const files = { 'lib.php': '<?php\nfunction lib() {\n\n\n\n  throw new RangeException("far"); }' }
    expect(await run("require 'lib.php';\nlib();", { files })).toMatchObject({
      error: { type: 'RangeException', message: 'far', line: 3 },
    })
  })

  it('tells a syntax error as data', async () => {
    const result = await run('echo 1;\necho "x"\necho 3;')
    const message = 'syntax error, unexpected token "echo", expecting "," or ";"'
    expect([result.exitCode, result.stdout]).toEqual([255, ''])
    expect(result.stderr).toBe(`PHP Parse error:  ${message} in /main.php on line 4\n`)
    expect(result).toMatchObject({ error: { type: 'ParseError', message, line: 4 } })
  })

  it('tells an error of its own making as data, and none for a warning', async () => {
    const result = await run("echo 1; trigger_error('mine', E_USER_ERROR); echo 2;")
    expect([result.exitCode, result.stdout]).toEqual([255, '1'])
    expect(result).toMatchObject({ error: { type: 'Fatal error', message: 'mine', line: 2 } })
    const warned = await run('echo $missing; exit(3);')
    expect([warned.exitCode, warned.stderr]).toEqual([
      3,
      'PHP Warning:  Undefined variable $missing in /main.php on line 2\n',
    ])
    expect(warned).not.toHaveProperty('error')
  })

  it('sleeps on the virtual clock', async () => {
    const code =
      '$from = microtime(true); echo sleep(3600); usleep(250_000); echo " ", round(microtime(true) - $from, 2);'
    expect(await printed(code, { clockStartMs: 0 })).toBe('0 3600.25')
  })

  it('has the same world again, and another with another seed', async () => {
    const code =
      'echo random_int(1, 1 << 30), " ", rand(), " ", mt_rand(), " ", bin2hex(random_bytes(4)), " ", time(), uniqid();'
    const [first, again, other] = await Promise.all([
      run(code, { seed: 3 }),
      run(code, { seed: 3 }),
      run(code, { seed: 4 }),
    ])
    expect([again.stdout, again.usage.fuel]).toEqual([first.stdout, first.usage.fuel])
    expect(other.stdout).not.toBe(first.stdout)
  })

  it('has its extensions', async () => {
    const code = [
      "echo mb_strtoupper('é'), preg_match('/^\\p{L}+$/u', 'Größe'), json_encode(['a' => 1.5]), intdiv(7, 2), md5('a')[0], \"\\n\";",
      "$db = new PDO('sqlite::memory:'); $db->exec('create table t(a)'); $db->exec('insert into t values (1), (2)');",
      "echo $db->query('select sum(a) from t')->fetchColumn(), (new DateTime('2024-02-29'))->modify('+1 year')->format(' Y-m-d');",
      "$xml = simplexml_load_string('<a><b>c</b></a>'); echo ' ', $xml->b, ' ', strlen(serialize(range(1, 9)));",
    ].join('\n')
    expect(await printed(code)).toBe('É1{"a":1.5}30\n3 2025-03-01 c 78')
  })

  it.each([
    ['out-of-fuel', 'while (true);', { limits: { fuel: 500_000_000 } }],
    ['timeout', 'while (true);', { limits: { timeoutMs: 500, fuel: Number.MAX_SAFE_INTEGER } }],
    ['out-of-memory', "for (;;) $all[] = str_repeat('x', 1_000_000);", {}],
    ['out-of-memory', 'function f($n) { return f($n + 1) + 1; } f(0);', {}],
    ['output-limit', "for (;;) echo str_repeat('x', 1000);", {}],
    ['output-limit', "for (;;) fwrite(STDERR, 'x');", { limits: { outputBytes: 1000 } }],
    ['disk-limit', "for ($n = 0; file_put_contents($n++, str_repeat('x', 1_000_000)) !== false;); exit(1);", {}],
    ['disk-limit', 'for ($n = 0; @mkdir($n++);); exit(1);', {}],
  ] as const)('ends with %s: %s', async (status, code, more) => {
    expect((await run(code, more)).status).toBe(status)
  })

  it('keeps what it printed before a limit ends it', async () => {
    const result = await run("echo 'before'; while (true);", { limits: { fuel: 500_000_000 } })
    expect([result.status, result.stdout]).toEqual(['out-of-fuel', 'before'])
  })

  it('may open no more files than the limit', async () => {
    const code =
      "while (($file = @fopen('main.php', 'r')) !== false) $files[] = $file; echo error_get_last()['message'];"
    expect(await printed(code, { limits: { openFiles: 16 } })).toMatch(/Failed to open stream: .*$/)
  })
})
