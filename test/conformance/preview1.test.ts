/**
 * `fuelcell exec` as an implementation of WASI preview1 for command modules, from the caller's side: what guests find, what they
 * leave, and the error numbers of the specification (github.com/WebAssembly/WASI, phases/snapshot/docs.md). What each call does
 * in detail is tested in `host/tests/wasi`.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Result } from '../../src/result.js'
import { createRunner, type Runner, type RunRequest } from '../../src/runner.js'
import { assemble, guestOf, OUT, type Step } from './guest.js'

const OK = 0
const [BADF, EXIST, INVAL, ISDIR, LOOP, NOENT, NOTDIR, NOTEMPTY, PERM] = [8, 20, 28, 31, 32, 44, 54, 55, 63]
const READ = 1n << 1n
const WRITE = 1n << 6n
const CREAT = 1
const DIRECTORY = 2
const EXCL = 4
const FOLLOW = 1
/** The first descriptor after the standard streams: the run directory. */
const ROOT = 3
const OPENED = 50_000

let runner: Runner
beforeAll(async () => {
  runner = await createRunner({ workers: 1 })
})
afterAll(async () => {
  await runner.close()
})

const run = (steps: readonly Step[], more: Partial<RunRequest> = {}): Promise<Result> =>
  runner.run({ ...more, runtime: 'wasm', module: guestOf(...steps) })

/** The bytes that a guest printed. */
const printed = async (steps: readonly Step[], more: Partial<RunRequest> = {}) => {
  const result = await run(steps, more)
  expect([result.status, result.exitCode]).toEqual(['exit', 0])
  return Buffer.from(result.stdoutBytes)
}

/** The error numbers that a guest's calls gave. */
const errnos = async (...steps: readonly Step[]) => [...(await printed(steps))]

function word(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

const open = (path: string, oflags = 0, rights = READ, descriptor = ROOT): Step => {
  return ['path_open', descriptor, FOLLOW, path, oflags, rights, 0n, 0, OPENED]
}
/** Writes a text, or reads so many bytes to `OUT`, through the iovec at 40,000. */
const opened = { at: OPENED }

describe('what a guest is given', () => {
  it('is its arguments, the name of the module first', async () => {
    const steps: Step[] = [
      ['args_sizes_get', 100, 104],
      ['args_get', 200, 300],
      ['print', 100, 8],
      ['print', 300, 20],
    ]
    const words = 'module.wasm\0a\0ü b\0'
    const out = await printed(steps, { args: ['a', 'ü b'] })
    const expected = [Buffer.from([OK, OK]), word(3), word(Buffer.byteLength(words)), Buffer.from(words)]
    expect(out.subarray(0, 10 + Buffer.byteLength(words))).toEqual(Buffer.concat(expected))
  })

  it('is the variables that the caller named, and no others', async () => {
    const steps: Step[] = [
      ['environ_sizes_get', 100, 104],
      ['environ_get', 200, 300],
      ['print', 100, 8],
      ['print', 300, 8],
    ]
    const out = await printed(steps, { env: { A: '1', B: 'x' } })
    expect(out).toEqual(Buffer.concat([Buffer.from([OK, OK]), word(2), word(8), Buffer.from('A=1\0B=x\0')]))
  })

  it('is stdin, to its end', async () => {
    const echo = readFileSync(new URL('../../fixtures/guests/echo.wat', import.meta.url), 'utf8')
    const stdin = Buffer.alloc(300_000, 'Zeile mit ü\n')
    const result = await runner.run({ runtime: 'wasm', module: assemble(echo), stdin })
    expect(Buffer.compare(result.stdoutBytes, stdin)).toBe(0)
  })

  it('is a clock of a nanosecond and randomness by the seed', async () => {
    const steps: Step[] = [
      ['clock_res_get', 1, 100],
      ['print', 100, 8],
      ['random_get', 200, 16],
      ['print', 200, 16],
    ]
    const out = await printed(steps, { seed: 5 })
    expect(out.subarray(0, 10)).toEqual(Buffer.from([OK, 1, 0, 0, 0, 0, 0, 0, 0, OK]))
    expect(await printed(steps, { seed: 5 })).toEqual(out)
    expect(await printed(steps, { seed: 6 })).not.toEqual(out)
  })
})

describe('how a guest ends', () => {
  it.each([
    [0, 0],
    [1, 1],
    [125, 125],
    [126, 126],
    [255, 255],
    [256, 0],
    [-1, 255],
  ])('proc_exit(%i) is the exit code %i', async (code, seen) => {
    const { status, exitCode } = await run([['exit', code]])
    expect([status, exitCode]).toEqual(['exit', seen])
  })

  it('is exit code 0 when _start returns', async () => {
    expect((await run([])).exitCode).toBe(0)
  })

  it.each([
    ['no _start', '(module (memory (export "memory") 1))', 'exports no function `_start`'],
    [
      'a _start with a parameter',
      '(module (memory (export "memory") 1) (func (export "_start") (param i32)))',
      '`_start`',
    ],
    ['no memory', '(module (func (export "_start")))', 'exports no memory named `memory`'],
    [
      'an import that nobody has',
      '(module (import "env" "f" (func)) (memory (export "memory") 1) (func (export "_start")))',
      'only `wasi_snapshot_preview1` is provided',
    ],
    [
      'a function of preview1 with another signature',
      '(module (import "wasi_snapshot_preview1" "fd_close" (func (result i32))) (memory (export "memory") 1) (func (export "_start")))',
      'imports cannot be satisfied',
    ],
  ])('is before its beginning with %s', async (_, text, message) => {
    await expect(runner.run({ runtime: 'wasm', module: assemble(text) })).rejects.toMatchObject({
      code: 'invalid-module',
      message: expect.stringContaining(message),
    })
  })
})

describe('the run directory', () => {
  it('is descriptor 3 and called /', async () => {
    const steps: Step[] = [
      ['fd_prestat_get', ROOT, 100],
      ['fd_prestat_dir_name', ROOT, 200, 1],
      ['fd_prestat_get', ROOT + 1, 100],
      ['print', 100, 8],
      ['print', 200, 1],
    ]
    const expected = Buffer.concat([Buffer.from([OK, OK, BADF]), word(0), word(1), Buffer.from('/')])
    expect(await printed(steps)).toEqual(expected)
  })

  it('is not there without chroot', async () => {
    expect([...(await printed([['fd_prestat_get', ROOT, 100]], { chroot: false }))]).toEqual([BADF])
  })

  it('has the error numbers of the specification', async () => {
    const codes = await errnos(
      open('missing'),
      ['path_create_directory', ROOT, 'd'],
      ['path_create_directory', ROOT, 'd'],
      ['path_create_directory', ROOT, 'x/y'],
      open('f', CREAT, WRITE),
      open('f', CREAT | EXCL, WRITE),
      open('f', DIRECTORY),
      open('f/below'),
      open('d', 0, WRITE),
      ['path_unlink_file', ROOT, 'd'],
      ['path_remove_directory', ROOT, 'f'],
      open('d/inside', CREAT, WRITE),
      ['path_remove_directory', ROOT, 'd'],
      ['path_unlink_file', ROOT, 'missing'],
      ['path_rename', ROOT, 'missing', ROOT, 'other'],
      ['path_rename', ROOT, 'd', ROOT, 'd/below'],
      ['path_link', ROOT, 0, 'f', ROOT, 'd/inside'],
      ['path_readlink', ROOT, 'f', 100, 10, OUT],
      open('../outside'),
      open('/absolute'),
      ['fd_seek', ROOT, 0n, 0, OUT],
      ['fd_read', 99, 100, 0, OUT],
    )
    expect(codes).toEqual(
      [
        NOENT,
        OK,
        EXIST,
        NOENT,
        OK,
        EXIST,
        NOTDIR,
        NOTDIR,
        ISDIR,
        ISDIR,
        NOTDIR,
        OK,
        NOTEMPTY,
        NOENT,
        NOENT,
        INVAL,
        EXIST,
        INVAL,
      ].concat([PERM, PERM, BADF, BADF]),
    )
  })

  it('has symbolic links, in circles too', async () => {
    const codes = await errnos(
      open('f', CREAT, WRITE),
      ['path_symlink', 'f', ROOT, 'link'],
      open('link'),
      ['path_open', ROOT, 0, 'link', 0, READ, 0n, 0, OPENED],
      ['path_symlink', 'b', ROOT, 'a'],
      ['path_symlink', 'a', ROOT, 'b'],
      open('a'),
      ['path_symlink', '../../f', ROOT, 'out'],
      open('out'),
      ['path_symlink', 'f', ROOT, 'link'],
    )
    expect(codes).toEqual([OK, OK, OK, LOOP, OK, OK, LOOP, OK, PERM, EXIST])
  })

  it('hands what is made back to the caller', async () => {
    const steps: Step[] = [
      ['path_create_directory', ROOT, 'd'],
      open('d/f', CREAT, READ | WRITE),
      ['fd_filestat_set_size', opened, 3n],
      ['path_rename', ROOT, 'd', ROOT, 'e'],
      ['path_unlink_file', ROOT, 'given'],
    ]
    const result = await run(steps, { files: { given: 'x', kept: 'y' } })
    expect([...result.stdoutBytes]).toEqual([OK, OK, OK, OK, OK])
    expect({ ...result.files }).toEqual({ 'e/f': new Uint8Array(3) })
    expect(result.deleted).toEqual(['given'])
  })
})

describe('a descriptor', () => {
  it('can be renumbered onto another, which is closed', async () => {
    const codes = await errnos(
      open('f', CREAT, READ | WRITE),
      ['fd_renumber', opened, 1000],
      ['fd_renumber', 1000, 1],
      open('g', CREAT, READ | WRITE),
      ['fd_renumber', opened, ROOT],
      ['fd_filestat_get', opened, OUT],
      ['path_create_directory', ROOT, 'd'],
    )
    expect(codes).toEqual([OK, BADF, BADF, OK, OK, BADF, NOTDIR])
  })

  it('lists a directory in pieces of any size, each name once', async () => {
    const names = ['a', 'bb', 'ccc']
    const files = Object.fromEntries(names.map((name) => [name, '']))
    // A header is 24 bytes; the cookie of the next entry is its number.
    const steps: Step[] = [0n, 1n, 2n, 3n, 4n, 5n].flatMap((cookie): Step[] => [
      ['fd_readdir', ROOT, 1000, 27, cookie, 2000],
      ['print', 2000, 4],
      ['print', 1000, 27],
    ])
    const out = await printed(steps, { files })
    const found = Array.from({ length: 6 }, (_, entry) => {
      const part = out.subarray(entry * 32, entry * 32 + 32)
      const used = part.readUInt32LE(1)
      return used === 0 ? null : part.subarray(5 + 24, 5 + 24 + part.readUInt32LE(5 + 16)).toString()
    })
    expect(found).toEqual(['.', '..', 'a', 'bb', 'ccc', null])
  })
})

describe('a preopened directory', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fuelcell-preopen-'))
    mkdirSync(join(folder, 'inside'))
    writeFileSync(join(folder, 'secret'), 'secret')
    writeFileSync(join(folder, 'inside', 'f'), 'text')
    symlinkSync('f', join(folder, 'inside', 'near'))
    symlinkSync('../secret', join(folder, 'inside', 'far'))
    symlinkSync(join(folder, 'secret'), join(folder, 'inside', 'absolute'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })
  const given = (access: 'read' | 'read-write', chroot = true): Partial<RunRequest> => ({
    chroot,
    preopens: [{ host: join(folder, 'inside'), guest: '/data', access }],
  })

  it('comes after the run directory, under the name that it was given', async () => {
    const named = (descriptor: number): Step[] => [
      ['fd_prestat_dir_name', descriptor, 200, 5],
      ['print', 200, 5],
    ]
    expect((await printed(named(ROOT + 1), given('read'))).toString()).toBe('\0/data')
    expect((await printed(named(ROOT), given('read', false))).toString()).toBe('\0/data')
  })

  it('is followed inside, through symbolic links too, and never left', async () => {
    const at = (path: string) => open(path, 0, READ, ROOT)
    const steps: Step[] = ['f', 'near', 'far', 'absolute', '../secret', 'x/../../secret', '/etc/passwd', '..'].map(at)
    const codes = [...(await printed(steps, given('read-write', false)))]
    expect(codes.slice(0, 2)).toEqual([OK, OK])
    for (const code of codes.slice(2)) expect([PERM, NOENT, 76]).toContain(code)
  })

  it('to read refuses every change and is left as it was', async () => {
    const codes = await printed(
      [
        open('new', CREAT, WRITE, ROOT),
        open('f', 0, WRITE, ROOT),
        ['path_create_directory', ROOT, 'd'],
        ['path_unlink_file', ROOT, 'f'],
        ['path_rename', ROOT, 'f', ROOT, 'g'],
        ['path_symlink', 'f', ROOT, 's'],
        open('f', 0, READ, ROOT),
        ['fd_filestat_set_size', opened, 0n],
      ],
      given('read', false),
    )
    expect([...codes].map((code) => code === OK)).toEqual([false, false, false, false, false, false, true, false])
    expect(readFileSync(join(folder, 'inside', 'f'), 'utf8')).toBe('text')
  })

  it('to write takes files, folders, links and new names', async () => {
    const codes = await printed(
      [
        ['path_create_directory', ROOT, 'd'],
        open('d/new', CREAT, READ | WRITE, ROOT),
        ['fd_filestat_set_size', opened, 2n],
        ['path_rename', ROOT, 'd/new', ROOT, 'moved'],
        ['path_remove_directory', ROOT, 'd'],
        ['path_link', ROOT, 0, 'f', ROOT, 'hard'],
        ['path_symlink', 'hard', ROOT, 'soft'],
        open('soft', 0, READ, ROOT),
        ['path_unlink_file', ROOT, 'f'],
      ],
      given('read-write', false),
    )
    expect([...codes]).toEqual([OK, OK, OK, OK, OK, OK, OK, OK, OK])
    expect(readFileSync(join(folder, 'inside', 'moved'))).toEqual(Buffer.alloc(2))
    expect(readFileSync(join(folder, 'inside', 'soft'), 'utf8')).toBe('text')
  })
})
