/** What a web server would tell php-cgi by the environment and the arguments tells it nothing here: they are the program's alone. */
import { describe, expect, it } from 'vitest'
import type { RunRequest } from '../../src/runner/runner.js'
import { runsOfPhp } from '../support/php-runs.js'

const run = runsOfPhp(2)

const printed = async (code: string, more: Partial<RunRequest> = {}) => {
  const { status, stdout, stderr, exitCode } = await run(code, more)
  expect([status, stderr, exitCode]).toEqual(['exit', '', 0])
  return stdout
}

describe('a program in PHP', { timeout: 60_000 }, () => {
  it.each([
    { REQUEST_METHOD: 'POST', CONTENT_LENGTH: '4', CONTENT_TYPE: 'application/x-www-form-urlencoded' },
    { REQUEST_METHOD: 'GET', SCRIPT_FILENAME: '/main.php', REDIRECT_STATUS: '200', QUERY_STRING: 'a=1' },
    { GATEWAY_INTERFACE: 'CGI/1.1', SERVER_NAME: 'here', SERVER_SOFTWARE: 'none', REQUEST_URI: '/x?y' },
    { PATH_TRANSLATED: '/etc/passwd', PATH_INFO: '/x', DOCUMENT_ROOT: '/y', SCRIPT_NAME: '/z' },
    { QUERY_STRING: '-s' },
    { HTTP_COOKIE: 'a=b', HTTP_HOST: 'x', HTTP_AUTHORIZATION: 'Basic Og==', HTTPS: 'on', AUTH_TYPE: 'Basic' },
    { PHPRC: '/', PHP_INI_SCAN_DIR: '/', USE_ZEND_ALLOC: '0', PHP_FCGI_CHILDREN: '4' },
    { argv: 'x', argc: 'y', PHP_SELF: 'z', FUELCELL_: '1', FUELCELL_FUELCELL_A: '2' },
    { EMPTY: '', 'a b': 'c=d', 'x.y[z': 'ü\n€', é: '\u0001', '7': 'seven' },
  ] as Record<string, string>[])('has the variables that it is given, and no web server: %o', async (env) => {
    const code = [
      '$one = []; foreach (json_decode($argv[1]) as $name) $one[] = [getenv($name), $_ENV[$name] ?? null];',
      "echo json_encode([$one, (object) $_ENV, $_GET, $_POST, $_COOKIE, $_FILES, $_REQUEST, $argv[0], $argc, file_get_contents('php://input')]);",
    ].join('\n')
    const names = Object.keys(env)
    // What a name of the environment would do to php.ini.
    const files = { 'php.ini': 'html_errors = 1\nauto_append_file = none.php\n' }
    const told = JSON.parse(await printed(code, { args: [JSON.stringify(names)], env, files, stdin: 'b=1' }))
    const values = names.map((name) => [env[name], env[name]])
    expect(told).toEqual([values, env, [], [], [], [], [], 'main.php', 2, ''])
  })

  it('has of its own in $_SERVER what php-cli has, whatever the variables say', async () => {
    const env = { A: 'b', REQUEST_METHOD: 'POST', PHP_SELF: 'x', argv: 'y', REQUEST_TIME: 'z', DOCUMENT_ROOT: 'w' }
    const told: Record<string, unknown> = JSON.parse(
      await printed('echo json_encode($_SERVER);', { args: ['q=r'], env }),
    )
    expect(told).toEqual({
      A: 'b',
      REQUEST_METHOD: 'POST',
      PHP_SELF: 'main.php',
      SCRIPT_NAME: 'main.php',
      SCRIPT_FILENAME: 'main.php',
      PATH_TRANSLATED: 'main.php',
      DOCUMENT_ROOT: '',
      REQUEST_TIME_FLOAT: expect.any(Number),
      REQUEST_TIME: 946_684_800,
      argv: ['main.php', 'q=r'],
      argc: 2,
    })
  })

  it('has no variable that was not given, and may set some', async () => {
    const code = "echo json_encode([getenv(), $_ENV]); putenv('K=2'); putenv('NEW=3'); echo json_encode(getenv());"
    expect(await printed(code)).toBe('[[],[]]{"K":"2","NEW":"3"}')
    expect(await printed(code, { env: { K: '1' } })).toBe('[{"K":"1"},{"K":"1"}]{"K":"2","NEW":"3"}')
  })

  it.each([
    ['options', ['--', '-s', '-d', 'x=y', '-']],
    ['parts of a query', ['', ' ', 'a b', '=', '+', '%41', '&', '[x]', 'a.b=c&d', 'a[][]=1']],
    ['any characters', ['\n', '\u0001\t\r', 'ü€😀', '\'"\\$`']],
    ['two thousand', Array.from({ length: 2000 }, (_, index) => `v${index}=1`)],
  ])('has its arguments as they are: %s', async (_, args) => {
    const code = "echo json_encode([$argv === $_SERVER['argv'], $argc, $_GET, array_slice($argv, 1)]);"
    expect(JSON.parse(await printed(code, { args }))).toEqual([true, args.length + 1, [], args])
  })

  it.each([
    ['header', "header('A: b'); http_response_code(404); setcookie('a', 'b'); echo 'x'; header('Location: /y');", 0],
    ['exit', "header('A: b'); ob_start(); echo 'x'; exit(3);", 3],
    ['an uncaught exception', "echo 'x'; header('A: b'); throw new Exception();", 255],
    ['no output', "header('HTTP/1.1 500 No');", 0],
    ['a syntax error in a file', "echo 'x'; include 'bad.php';", 255],
    ['much output', "header('A: b'); echo 'x', str_repeat('y', 100_000); flush(); header('C: d');", 0],
  ])('has no headers on stdout: %s', async (_, code, exitCode) => {
    const result = await run(code, { files: { 'bad.php': '<?php echo 1 2;' } })
    expect([result.status, result.exitCode]).toEqual(['exit', exitCode])
    expect(result.stdout).toMatch(/^(xy*)?$/)
  })

  it('makes temporary files, and removes them at the end', async () => {
    const code = [
      "$file = tmpfile(); fwrite($file, 'abc'); rewind($file); echo fread($file, 9), is_file(stream_get_meta_data($file)['uri']) ? 1 : 0;",
      "mkdir('d'); $name = tempnam('d', 'pre'); echo dirname($name), substr(basename($name), 0, 3), filesize($name);",
      "echo tempnam('d', 'pre') === $name ? 'same' : 'other';",
      "$temp = fopen('php://temp/maxmemory:10', 'w+'); fwrite($temp, str_repeat('x', 3_000_000)); rewind($temp); echo strlen(stream_get_contents($temp));",
    ].join('\n')
    const result = await run(code)
    expect([result.stderr, result.stdout]).toEqual(['', 'abc1/dpre0other3000000'])
    expect(Object.keys(result.files).every((name) => /^d\/pre\w{6}$/.test(name))).toBe(true)
    expect(Object.keys(result.files)).toHaveLength(2)
  })

  it('looks up no names of hosts', async () => {
    const code =
      "echo json_encode([gethostbyname('localhost'), gethostbynamel('localhost'), @gethostbyaddr('127.0.0.1')]);"
    expect(await printed(code)).toBe('["localhost",false,"127.0.0.1"]')
  })
})
