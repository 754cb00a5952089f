/** The newer clang that zig carries, for long runs: `FUZZ_ZIG` names its binary, which `pip install ziglang` brings. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { CCompiler } from './c-compiler.js'

const run = promisify(execFile)

export function zigCompiler(zig: string): CCompiler {
  const within = async (
    files: ReadonlyArray<readonly [string, Uint8Array | string]>,
    args: readonly string[],
    made: string,
  ) => {
    const folder = await mkdtemp(join(tmpdir(), 'fuelcell-zig-'))
    try {
      await Promise.all(files.map(([name, content]) => writeFile(join(folder, name), content)))
      await run(zig, args, { cwd: folder })
      return await readFile(join(folder, made))
    } finally {
      await rm(folder, { recursive: true })
    }
  }
  const target = ['--target=wasm32-unknown-unknown', '-mcpu=mvp', '-ffreestanding', '-nostdlibinc']
  const dialect = ['-fno-strict-aliasing', '-fno-common', '-w', '-isystem', join(dirname(zig), 'lib', 'include')]
  return {
    compile: (source, level) =>
      within(
        [['main.c', source]],
        ['clang', ...target, ...dialect, `-O${level}`, '-c', 'main.c', '-o', 'main.o'],
        'main.o',
      ),
    link(objects, exported) {
      const files = objects.map((bytes, index) => [`${index}.o`, bytes] as const)
      const exports = exported.map((name) => `--export=${name}`)
      return within(
        files,
        ['wasm-ld', '--no-entry', ...exports, ...files.map(([name]) => name), '-o', 'main.wasm'],
        'main.wasm',
      )
    },
  }
}
