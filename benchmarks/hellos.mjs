/**
 * A program that prints hello in each runtime, as the benchmark of languages and the table of runtimes use it: what the package calls the
 * runtime, the figure to reach in milliseconds, where an empty program is not an empty file, and ways to run it besides the usual one.
 */
export const languages = {
  python: {
    code: "print('hello')",
    peer: 'python',
    wantedMs: 0.6,
    besides: { 'python, cold': { start: 'cold', wantedMs: 40 } },
  },
  ruby: { code: "puts 'hello'", peer: 'ruby', wantedMs: 120 },
  quickjs: { code: "console.log('hello')", peer: 'quickjs', wantedMs: 15 },
  php: { code: '<?php echo "hello\\n";', peer: 'php-cgi', wantedMs: 15 },
  sqlite: { code: "select 'hello';", peerCode: "select 'hello';\n.quit\n", peer: 'sqlite', wantedMs: 15 },
  c: {
    code: '#include <stdio.h>\nint main() { puts("hello"); }\n',
    empty: 'int main() {}\n',
    peer: 'clang',
    besides: { 'c, built before': { built: true, wantedMs: 2 } },
  },
  cpp: {
    code: '#include <iostream>\nint main() { std::cout << "hello\\n"; }\n',
    empty: 'int main() {}\n',
    peer: 'clangpp',
    besides: { 'cpp, built before': { built: true, wantedMs: 2 } },
  },
}
