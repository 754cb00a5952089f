/** Guests of a few calls, written down as WebAssembly text: each call's error number, and bytes of memory, come out on stdout. */
import initWabt from 'wabt'

/** All functions of preview1 but `proc_exit`, and their parameters: `i` for 32 bits and `l` for 64. */
export const parameters = {
  args_get: 'ii',
  args_sizes_get: 'ii',
  clock_res_get: 'ii',
  clock_time_get: 'ili',
  environ_get: 'ii',
  environ_sizes_get: 'ii',
  fd_advise: 'illi',
  fd_allocate: 'ill',
  fd_close: 'i',
  fd_datasync: 'i',
  fd_fdstat_get: 'ii',
  fd_fdstat_set_flags: 'ii',
  fd_fdstat_set_rights: 'ill',
  fd_filestat_get: 'ii',
  fd_filestat_set_size: 'il',
  fd_filestat_set_times: 'illi',
  fd_pread: 'iiili',
  fd_prestat_dir_name: 'iii',
  fd_prestat_get: 'ii',
  fd_pwrite: 'iiili',
  fd_read: 'iiii',
  fd_readdir: 'iiili',
  fd_renumber: 'ii',
  fd_seek: 'ilii',
  fd_sync: 'i',
  fd_tell: 'ii',
  fd_write: 'iiii',
  path_create_directory: 'iii',
  path_filestat_get: 'iiiii',
  path_filestat_set_times: 'iiiilli',
  path_link: 'iiiiiii',
  path_open: 'iiiiillii',
  path_readlink: 'iiiiii',
  path_remove_directory: 'iii',
  path_rename: 'iiiiii',
  path_symlink: 'iiiii',
  path_unlink_file: 'iii',
  poll_oneoff: 'iiii',
  proc_raise: 'i',
  random_get: 'ii',
  sched_yield: '',
  sock_accept: 'iii',
  sock_recv: 'iiiiii',
  sock_send: 'iiiii',
  sock_shutdown: 'ii',
} as const

type Name = keyof typeof parameters
/** A number, a text that is put into memory (its address and length are passed), or the word at an address. */
type Argument = number | bigint | string | { readonly at: number }
export type Step =
  | readonly [call: Name, ...args: Argument[]]
  /** A number put into memory, as a word. */
  | readonly ['put', address: number, value: number]
  /** Bytes of memory, printed behind the error number of the call before. */
  | readonly ['print', address: number, length: number]
  | readonly ['exit', code: number]

/** Where results go that nobody looks at. */
export const OUT = 60_000
const TEXTS = 1024
const PRINTED = 61_000

const wabt = await initWabt()

export function assemble(text: string): Uint8Array {
  const module = wabt.parseWat('guest.wat', text)
  try {
    return module.toBinary({}).buffer
  } finally {
    module.destroy()
  }
}

/** A guest that does the steps in order and prints every error number as one byte. */
export function guestOf(...steps: readonly Step[]): Uint8Array {
  const texts = new Map<string, number>()
  let end = TEXTS
  const addressOf = (text: string) => {
    const known = texts.get(text)
    if (known !== undefined) return known
    texts.set(text, end)
    end += Buffer.byteLength(text)
    return texts.get(text) ?? 0
  }
  const body = steps.map(([name, ...args]) => {
    if (name === 'print') return `(call $print (i32.const ${Number(args[0])}) (i32.const ${Number(args[1])}))`
    if (name === 'put') return `(i32.store (i32.const ${Number(args[0])}) (i32.const ${Number(args[1])}))`
    if (name === 'exit') return `(call $proc_exit (i32.const ${Number(args[0])}))`
    const kinds = [...parameters[name]]
    const values = args.flatMap((argument) => {
      if (typeof argument === 'string') return [`${addressOf(argument)}`, `${Buffer.byteLength(argument)}`]
      return [typeof argument === 'object' ? `@${argument.at}` : String(argument)]
    })
    const pushed = values.map((value, index) => {
      if (value.startsWith('@')) return `(i32.load (i32.const ${value.slice(1)}))`
      return `(${kinds[index] === 'l' ? 'i64' : 'i32'}.const ${value})`
    })
    return `(i32.store8 (i32.const ${PRINTED}) (call $${name} ${pushed.join(' ')}))
      (call $print (i32.const ${PRINTED}) (i32.const 1))`
  })
  const imports = Object.entries(parameters).map(([name, kinds]) => {
    const types = [...kinds].map((kind) => (kind === 'l' ? 'i64' : 'i32')).join(' ')
    return `(import "wasi_snapshot_preview1" "${name}" (func $${name} (param ${types}) (result i32)))`
  })
  const data = [...texts].map(([text, address]) => `(data (i32.const ${address}) "${escaped(text)}")`)
  return assemble(`(module
    ${imports.join('\n')}
    (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
    (memory (export "memory") 1)
    ${data.join('\n')}
    (func $print (param $address i32) (param $length i32)
      (i32.store (i32.const 62000) (local.get $address))
      (i32.store (i32.const 62004) (local.get $length))
      (drop (call $fd_write (i32.const 1) (i32.const 62000) (i32.const 1) (i32.const 62008))))
    (func (export "_start")
      ${body.join('\n')}))`)
}

function escaped(text: string): string {
  return [...Buffer.from(text)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('')
}
