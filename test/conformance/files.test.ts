import { expect, it } from 'vitest'
import { OUT, type Step } from './guest.js'
import {
  BADF,
  CREAT,
  doubleWord,
  INVAL,
  NOTCAPABLE,
  OK,
  open,
  opened,
  READ,
  ROOT,
  SPIPE,
  useGuests,
  WRITE,
  word,
} from './preview1.js'

const { printed, errnos } = useGuests()

const [IOVEC, TEXT, BACK] = [100, 200, 300]
const [APPEND, SET_ACCESSED, SET_MODIFIED] = [1, 1, 4]
const file = open('f', CREAT, READ | WRITE)
/** Has the buffer at `IOVEC` be so many bytes at an address. */
const buffer = (address: number, length: number): Step[] => [
  ['put', IOVEC, address],
  ['put', IOVEC + 4, length],
]
/** Puts `abcd` into memory. */
const abcd: Step = ['put', TEXT, Buffer.from('abcd').readUInt32LE()]

it('bytes are read and written at an offset, where the position stays', async () => {
  const steps: Step[] = [
    file,
    abcd,
    ...buffer(TEXT, 4),
    ['fd_pwrite', opened, IOVEC, 1, 3n, OUT],
    ['fd_tell', opened, 400],
    ['fd_write', opened, IOVEC, 1, OUT],
    ['fd_tell', opened, 408],
    ...buffer(BACK, 9),
    ['fd_pread', opened, IOVEC, 1, 2n, OUT],
    ['print', BACK, 9],
    ['print', OUT, 4],
    ['print', 400, 16],
  ]
  const text = Buffer.from('cdbcd\0\0\0\0')
  // `abcd` at 3, then at 0: `abcdbcd`.
  expect(await printed(steps)).toEqual(
    Buffer.concat([Buffer.alloc(6, OK), text, word(5), doubleWord(0n), doubleWord(4n)]),
  )
})

it('what is appended goes to the end, also by a descriptor that was opened so', async () => {
  const steps: Step[] = [
    file,
    abcd,
    ...buffer(TEXT, 4),
    ['fd_write', opened, IOVEC, 1, OUT],
    ['path_open', ROOT, 0, 'f', 0, READ | WRITE, 0n, APPEND, 500],
    ['fd_write', { at: 500 }, IOVEC, 1, OUT],
    ['fd_fdstat_get', { at: 500 }, 400],
    ['print', 402, 2],
    ['fd_fdstat_set_flags', { at: 500 }, 0],
    ['fd_seek', { at: 500 }, 0n, 0, OUT],
    ['fd_write', { at: 500 }, IOVEC, 1, OUT],
    ['fd_filestat_get', opened, 400],
    ['print', 432, 8],
  ]
  const codes = (count: number) => Buffer.alloc(count, OK)
  expect(await printed(steps)).toEqual(Buffer.concat([codes(5), Buffer.from([APPEND, 0]), codes(4), doubleWord(8n)]))
})

it('a file is allocated, cut and synced; advice is heard', async () => {
  const steps: Step[] = [
    file,
    ['fd_allocate', opened, 10n, 5n],
    ['fd_allocate', opened, 0n, 0n],
    ['fd_advise', opened, 0n, 10n, 5],
    ['fd_advise', opened, 0n, 10n, 6],
    ['fd_datasync', opened],
    ['fd_sync', opened],
    ['fd_filestat_get', opened, 400],
    ['print', 432, 8],
    ['fd_filestat_set_size', opened, 7n],
    ['fd_filestat_get', opened, 400],
    ['print', 432, 8],
    ['fd_advise', 1, 0n, 10n, 0],
  ]
  const before = Buffer.from([OK, OK, INVAL, OK, INVAL, OK, OK, OK])
  expect(await printed(steps)).toEqual(
    Buffer.concat([before, doubleWord(15n), Buffer.from([OK, OK]), doubleWord(7n), Buffer.from([SPIPE])]),
  )
})

it('times are set to the nanosecond, of a link itself too', async () => {
  const both = SET_ACCESSED | SET_MODIFIED
  const steps: Step[] = [
    file,
    ['path_symlink', 'f', ROOT, 'link'],
    ['fd_filestat_set_times', opened, 11n, 22n, both],
    ['path_filestat_set_times', ROOT, 0, 'link', 33n, 44n, both],
    ['path_filestat_get', ROOT, 1, 'link', 400],
    ['print', 440, 16],
    ['path_filestat_get', ROOT, 0, 'link', 400],
    ['print', 440, 16],
    ['path_filestat_set_times', ROOT, 1, 'link', 55n, 0n, SET_ACCESSED],
    ['path_filestat_get', ROOT, 0, 'f', 400],
    ['print', 440, 16],
    ['path_filestat_set_times', ROOT, 1, 'f', 0n, 0n, 3],
  ]
  const times = (accessed: bigint, modified: bigint) => Buffer.concat([doubleWord(accessed), doubleWord(modified)])
  const parts = [Buffer.alloc(5, OK), times(11n, 22n), Buffer.from([OK]), times(33n, 44n)]
  expect(await printed(steps)).toEqual(
    Buffer.concat([...parts, Buffer.from([OK, OK]), times(55n, 22n), Buffer.from([INVAL])]),
  )
})

it('a descriptor has the rights that were asked for, and can only lose them', async () => {
  const steps: Step[] = [
    file,
    ['fd_fdstat_get', opened, 400],
    ['print', 408, 8],
    ['fd_fdstat_set_rights', opened, READ, 0n],
    ['fd_write', opened, IOVEC, 0, OUT],
    ...buffer(TEXT, 1),
    ['fd_write', opened, IOVEC, 1, OUT],
    ['fd_fdstat_set_rights', opened, READ | WRITE, 0n],
    ['fd_close', opened],
    ['fd_close', opened],
  ]
  const codes = Buffer.from([OK, BADF, BADF, NOTCAPABLE, OK, BADF])
  expect(await printed(steps)).toEqual(Buffer.concat([Buffer.from([OK, OK]), doubleWord(READ | WRITE), codes]))
})

it('streams have no position', async () => {
  const codes = await errnos(
    ['fd_seek', 1, 0n, 0, OUT],
    ['fd_tell', 0, OUT],
    ['fd_pread', 0, IOVEC, 0, 0n, OUT],
    ['fd_pwrite', 1, IOVEC, 0, 0n, OUT],
    ['fd_filestat_set_size', 1, 0n],
    ['fd_read', 1, IOVEC, 0, OUT],
    ['fd_write', 0, IOVEC, 0, OUT],
  )
  expect(codes).toEqual([SPIPE, SPIPE, SPIPE, SPIPE, INVAL, BADF, BADF])
})
