import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunRequest } from '../../src/runner/runner.js'
import type { Step } from './guest.js'
import { CREAT, NOENT, NOTCAPABLE, OK, open, opened, PERM, READ, ROOT, useGuests, WRITE } from './preview1.js'

const { printed } = useGuests()

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
    const at = (path: string) => open(path)
    const steps: Step[] = ['f', 'near', 'far', 'absolute', '../secret', 'x/../../secret', '/etc/passwd', '..'].map(at)
    const codes = [...(await printed(steps, given('read-write', false)))]
    expect(codes.slice(0, 2)).toEqual([OK, OK])
    for (const code of codes.slice(2)) expect([PERM, NOENT, NOTCAPABLE]).toContain(code)
  })

  it('to read refuses every change and is left as it was', async () => {
    const codes = await printed(
      [
        open('new', CREAT, WRITE),
        open('f', 0, WRITE),
        ['path_create_directory', ROOT, 'd'],
        ['path_unlink_file', ROOT, 'f'],
        ['path_rename', ROOT, 'f', ROOT, 'g'],
        ['path_symlink', 'f', ROOT, 's'],
        open('f', 0),
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
        open('d/new', CREAT, READ | WRITE),
        ['fd_filestat_set_size', opened, 2n],
        ['path_rename', ROOT, 'd/new', ROOT, 'moved'],
        ['path_remove_directory', ROOT, 'd'],
        ['path_link', ROOT, 0, 'f', ROOT, 'hard'],
        ['path_symlink', 'hard', ROOT, 'soft'],
        open('soft', 0),
        ['path_unlink_file', ROOT, 'f'],
      ],
      given('read-write', false),
    )
    expect([...codes]).toEqual([OK, OK, OK, OK, OK, OK, OK, OK, OK])
    expect(readFileSync(join(folder, 'inside', 'moved'))).toEqual(Buffer.alloc(2))
    expect(readFileSync(join(folder, 'inside', 'soft'), 'utf8')).toBe('text')
  })
})
