/** The same small programs in each language, for what every one has to do alike. */

/** What a program is to do; those that a language cannot do are left out. */
export interface LanguagePrograms {
  /** Writes stdin to stdout, whatever is in it. */
  readonly echo?: string
  /** Prints the bytes of each argument in hex, a line each. */
  readonly args?: string
  /** Prints the bytes of the variables `EMPTY` and `TEXT` in hex, a line each. */
  readonly env?: string
  /**
   * Writes what is in the file `in/деталь.bin` to `out/deep/copy.bin`, which is in new folders, and then that and `!` to `changed.txt`; removes
   * `gone.txt`.
   */
  readonly files?: string
  /** Exits with a code. */
  readonly exit: (code: number) => string
  /** On its line 3 something goes wrong that nobody catches, after `before` and a line's end have been printed. */
  readonly fails?: string
  /** How that ends, and the error that is told, if one is. */
  readonly failure?: { readonly exitCode: number; readonly type?: string; readonly message?: string }
  /** Is no program of the language, because of line 2. */
  readonly broken: string
  /** How that ends, and the type of the error that is told, if one is. */
  readonly fault: { readonly exitCode: number; readonly type?: string }
  /** Never ends. */
  readonly loops: string
  /** Takes more and more memory. */
  readonly hoards: string
  /** Prints without end. */
  readonly floods: string
  /** Writes one file without end; exits with 1 when it is refused. */
  readonly fills: string
  /** Makes files without end; exits with 1 when one is refused. */
  readonly litters: string
}

const c = (body: string) =>
  `#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <sys/stat.h>\n#include <unistd.h>\nint main(int count, char **words) { ${body} }\n`

export const languages: Readonly<Record<string, LanguagePrograms>> = {
  python: {
    echo: 'import sys\nsys.stdout.buffer.write(sys.stdin.buffer.read())',
    args: 'import sys\nfor arg in sys.argv[1:]: print(arg.encode().hex())',
    env: "import os\nfor name in ('EMPTY', 'TEXT'): print(os.environ[name].encode().hex())",
    files:
      "import os\ndata = open('in/деталь.bin', 'rb').read()\nos.makedirs('out/deep')\nopen('out/deep/copy.bin', 'wb').write(data)\nopen('changed.txt', 'ab').write(data + b'!')\nos.remove('gone.txt')",
    exit: (code) => `import sys; sys.exit(${code})`,
    fails: "print('before')\n\nraise KeyError('ü')",
    failure: { exitCode: 1, type: 'KeyError', message: "'ü'" },
    broken: 'x = 1\nx = = 2',
    fault: { exitCode: 1, type: 'SyntaxError' },
    loops: 'while True: pass',
    hoards: 'all = []\nwhile True: all.append(bytes(1_000_000))',
    floods: "while True: print('x' * 1000)",
    fills: "file = open('f', 'wb', 0)\nwhile True: file.write(b'x' * 1000)",
    litters: "for n in range(10 ** 9): open(str(n), 'w').close()",
  },
  ruby: {
    echo: '$stdin.binmode; $stdout.binmode; $stdout.write($stdin.read)',
    args: "ARGV.each { |arg| puts arg.unpack1('H*') }",
    env: "%w[EMPTY TEXT].each { |name| puts ENV[name].unpack1('H*') }",
    files:
      "require 'fileutils'\ndata = File.binread('in/деталь.bin')\nFileUtils.mkdir_p('out/deep')\nFile.binwrite('out/deep/copy.bin', data)\nFile.open('changed.txt', 'ab') { |file| file << data << '!' }\nFile.delete('gone.txt')",
    exit: (code) => `exit ${code}`,
    fails: "puts 'before'\n\nraise KeyError, 'ü'",
    failure: { exitCode: 1, type: 'KeyError', message: 'ü' },
    broken: 'x = 1\nx = = 2',
    fault: { exitCode: 1, type: 'SyntaxError' },
    loops: 'loop {}',
    hoards: "all = []; loop { all << 'x' * 1_000_000 }",
    floods: "loop { puts 'x' * 1000 }",
    fills: "File.open('f', 'wb') { |file| file.sync = true; loop { file.write('x' * 1000) } }",
    litters: "(0..).each { |n| File.write(n.to_s, '') }",
  },
  quickjs: {
    echo: "process.stdout.write(require('fs').readFileSync(0))",
    args: "for (const arg of scriptArgs.slice(1)) print([...new TextEncoder().encode(arg)].map((byte) => byte.toString(16).padStart(2, '0')).join(''))",
    env: "for (const name of ['EMPTY', 'TEXT']) print([...new TextEncoder().encode(process.env[name])].map((byte) => byte.toString(16).padStart(2, '0')).join(''))",
    files:
      "import fs from 'fs'\nconst data = fs.readFileSync('in/деталь.bin')\nfs.mkdirSync('out'); fs.mkdirSync('out/deep')\nfs.writeFileSync('out/deep/copy.bin', data)\nfs.appendFileSync('changed.txt', data); fs.appendFileSync('changed.txt', '!')\nfs.unlinkSync('gone.txt')",
    exit: (code) => `process.exit(${code})`,
    fails: "print('before')\nfunction f() {\n  throw new RangeError('ü') }\nf()",
    failure: { exitCode: 1, type: 'RangeError', message: 'ü' },
    broken: 'let x = 1\nx = = 2',
    fault: { exitCode: 1, type: 'SyntaxError' },
    loops: 'for (;;);',
    hoards: 'const all = []; for (;;) all.push(new Uint8Array(1e6).fill(1))',
    floods: "for (;;) print('x'.repeat(1000))",
    fills: "const fs = require('fs'); for (;;) fs.appendFileSync('f', 'x'.repeat(1000))",
    litters: "const fs = require('fs'); for (let n = 0; ; n++) fs.writeFileSync(String(n), '')",
  },
  php: {
    echo: "<?php echo file_get_contents('php://stdin');",
    args: '<?php foreach (array_slice($argv, 1) as $arg) echo bin2hex($arg), "\\n";',
    env: "<?php foreach (['EMPTY', 'TEXT'] as $name) echo bin2hex(getenv($name)), \"\\n\";",
    files:
      "<?php $data = file_get_contents('in/деталь.bin');\nmkdir('out/deep', 0777, true);\nfile_put_contents('out/deep/copy.bin', $data);\nfile_put_contents('changed.txt', \"$data!\", FILE_APPEND);\nunlink('gone.txt');",
    exit: (code) => `<?php exit(${code});`,
    fails: '<?php echo "before\\n";\n\nthrow new DomainException(\'ü\');',
    failure: { exitCode: 255, type: 'DomainException', message: 'ü' },
    broken: '<?php $x = 1;\n$x = = 2;',
    fault: { exitCode: 255, type: 'ParseError' },
    loops: '<?php for (;;);',
    hoards: "<?php for (;;) $all[] = str_repeat('x', 1_000_000);",
    floods: "<?php for (;;) echo str_repeat('x', 1000);",
    fills: "<?php $file = fopen('f', 'w'); while (@fwrite($file, str_repeat('x', 1000)) === 1000); exit(1);",
    litters: '<?php for ($n = 0; @touch((string) $n); $n++); exit(1);',
  },
  sqlite: {
    exit: (code) => `.exit ${code}`,
    fails: "select 'before';\n\nselect 'ü' from nowhere;",
    failure: { exitCode: 1 },
    broken: '-- one\nselect = = 2;',
    fault: { exitCode: 1 },
    loops: 'with recursive c(v) as (select 1 union all select v + 1 from c) select count(*) from c;',
    hoards:
      'create table t as with recursive c(v) as (select 1 union all select v + 1 from c) select zeroblob(99999) from c;',
    floods: "with recursive c(v) as (select 1 union all select v + 1 from c) select printf('%.999c', 'x') from c;",
    fills:
      '.open a.db\ncreate table t as with recursive c(v) as (select 1 union all select v + 1 from c) select zeroblob(9999) from c;',
    litters: Array.from({ length: 40 }, (_, n) => `.once f${n}\nselect 1;`).join('\n'),
  },
  c: {
    echo: c('char b[4096]; for (size_t n; (n = fread(b, 1, sizeof b, stdin)) > 0;) fwrite(b, 1, n, stdout); return 0;'),
    args: c(
      'for (int i = 1; i < count; i++) { for (unsigned char *p = (void *)words[i]; *p; p++) printf("%02x", *p); puts(""); } return 0;',
    ),
    env: c(
      'const char *names[] = {"EMPTY", "TEXT"}; for (int i = 0; i < 2; i++) { for (unsigned char *p = (void *)getenv(names[i]); *p; p++) printf("%02x", *p); puts(""); } return 0;',
    ),
    files: c(
      'char b[999]; FILE *f = fopen("in/деталь.bin", "rb"); size_t n = fread(b, 1, 999, f); mkdir("out", 0777); mkdir("out/deep", 0777); f = fopen("out/deep/copy.bin", "wb"); fwrite(b, 1, n, f); fclose(f); f = fopen("changed.txt", "ab"); fwrite(b, 1, n, f); fputs("!", f); return unlink("gone.txt");',
    ),
    exit: (code) => c(`exit(${code});`),
    broken: 'int main(void) {\n  int x = = 2;\n}',
    fault: { exitCode: 1, type: 'CompileError' },
    loops: c('volatile int x = 0; for (;;) x++;'),
    hoards: c('for (;;) { char *p = malloc(1000000); if (p == 0) return 1; memset(p, count, 1000000); words[0] = p; }'),
    floods: c('for (;;) puts("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");'),
    fills: c('FILE *f = fopen("f", "w"); for (;;) if (fputs("0123456789", f) < 0 || fflush(f)) return 1;'),
    litters: c(
      'char n[20]; for (int i = 0;; i++) { sprintf(n, "%d", i); FILE *f = fopen(n, "w"); if (!f) return 1; fclose(f); }',
    ),
  },
}
