/** How programs in PHP end where the engine itself gives up: as with php-cli, by an exit code, and with the error as data. */
import { describe, expect, it } from 'vitest'
import { runsOfPhp } from '../support/php-runs.js'

const run = runsOfPhp(1)

describe('a program in PHP', { timeout: 60_000 }, () => {
  it.each([
    ['class A {}\nclass A {}', 'Cannot declare class A, because the name is already in use', 3],
    ['function f() {}\nfunction f() {}', 'Cannot redeclare f() (previously declared in /main.php:2)', 3],
    ['abstract class A { abstract function f(); }\nclass B extends A {}', 'Class B contains 1 abstract method', 3],
    [
      'interface I { function f(int $a); }\nclass C implements I { function f() {} }',
      'Declaration of C::f() must be',
      3,
    ],
    ['final class A {}\nclass B extends A {}', 'Class B cannot extend final class A', 3],
    ['const A = 1;\nreturn $this;\nbreak;', "'break' not in the 'loop' or 'switch' context", 4],
    ["ini_set('memory_limit', '4M');\n$text = str_repeat('x', 10_000_000);", 'Allowed memory size of 4194304 bytes', 3],
    ["eval('class A {} class A {}');", 'Cannot declare class A', null],
    ['trigger_error("mine", E_USER_ERROR);', 'mine', 2],
  ])('that cannot go on is told as data: %s', async (code, message, line) => {
    const result = await run(code)
    expect([result.status, result.exitCode, result.stdout]).toEqual(['exit', 255, ''])
    expect(result.stderr.startsWith(`PHP Fatal error:  ${message}`)).toBe(true)
    expect(result).toMatchObject({ error: { type: 'Fatal error', line, traceback: result.stderr } })
  })

  it('calls its shutdown functions after a fatal error, and prints what it held back', async () => {
    const code = [
      'register_shutdown_function(function () { echo " down"; });',
      'register_shutdown_function(function () { echo " ", error_get_last()["type"]; include "late.php"; });',
      'ob_start(); echo "held"; include "bad.php"; echo "never";',
    ].join('\n')
    const files = {
      'bad.php': '<?php class A {} class A {}',
      'late.php': '<?php echo " late", count(new ArrayObject([1]));',
    }
    const result = await run(code, { files })
    expect([result.status, result.exitCode, result.stdout]).toEqual(['exit', 255, 'held down 64 late1'])
  })

  it.each([
    ['a shutdown function', 'register_shutdown_function(function () { echo "b"; exit(5); }); echo "a";', 5, 'ab'],
    ['a shutdown function, of several', 'foreach ([1, 2] as $n) register_shutdown_function(fn() => exit($n));', 1, ''],
    [
      'an exception handler',
      'set_exception_handler(function ($e) { echo "a"; exit(7); }); throw new Exception();',
      7,
      'a',
    ],
    ['a destructor', 'class A { function __destruct() { echo "b"; exit(8); } } $a = new A; echo "a";', 8, 'ab'],
    ['a handler of output', 'ob_start(fn($text) => $text . "b"); echo "a"; exit(9);', 9, 'ab'],
  ])('may exit from %s', async (_, code, exitCode, stdout) => {
    const result = await run(code)
    expect([result.status, result.exitCode, result.stdout, result.stderr]).toEqual(['exit', exitCode, stdout, ''])
    expect(result).not.toHaveProperty('error')
  })

  it('tells an exception that leaves a shutdown function', async () => {
    const result = await run("register_shutdown_function(function () {\nthrow new LogicException('late'); });")
    expect([result.status, result.exitCode]).toEqual(['exit', 255])
    expect(result.stderr).toContain('PHP Fatal error:  Uncaught LogicException: late in /main.php:3\n')
  })

  it('has no handler of errors but its own', async () => {
    const result = await run('echo json_encode([set_error_handler(null), set_exception_handler(null)]);')
    expect(result.stdout).toBe('[null,null]')
  })

  it('is still trapped by a fiber', async () => {
    const code = 'try { (new Fiber(fn() => 1))->throw(new Exception()); } catch (FiberError) { echo "no"; }'
    expect((await run(code)).status).toBe('trap')
    expect((await run('(new Fiber(fn() => 1))->start();')).status).toBe('trap')
  })
})
