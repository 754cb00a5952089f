import { describe, expect, it } from 'vitest'
import { OUT, type Step } from './guest.js'
import {
  BADF,
  CREAT,
  DIRECTORY,
  EXCL,
  EXIST,
  INVAL,
  ISDIR,
  LOOP,
  NOENT,
  NOTDIR,
  NOTEMPTY,
  OK,
  OPENED,
  open,
  opened,
  PERM,
  READ,
  ROOT,
  useGuests,
  WRITE,
  word,
} from './preview1.js'

const { run, printed, errnos } = useGuests()

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
