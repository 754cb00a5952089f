/** A program that prints hello in each runtime, as the benchmarks of languages and the table of runtimes use it. */

/** A program that prints hello, what the package calls the runtime, and the figure to reach in milliseconds. */
export const languages = {
  python: { code: "print('hello')", peer: 'python', wantedMs: 0.6 },
  ruby: { code: "puts 'hello'", peer: 'ruby', wantedMs: 120 },
  quickjs: { code: "console.log('hello')", peer: 'quickjs', wantedMs: 15 },
  php: { code: '<?php echo "hello\\n";', peer: 'php-cgi', wantedMs: 15 },
  sqlite: { code: "select 'hello';", peerCode: "select 'hello';\n.quit\n", peer: 'sqlite', wantedMs: 15 },
  c: { code: '#include <stdio.h>\nint main() { puts("hello"); }\n', peer: 'clang' },
  cpp: { code: '#include <iostream>\nint main() { std::cout << "hello\\n"; }\n', peer: 'clangpp' },
}
