/** Descriptors of the file system inside Python's wasm: what cannot be done with them is an OSError and no trap, from both starts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRunner, type Runner } from '../../src/runner/runner.js'

let runner: Runner

beforeAll(async () => {
  runner = await createRunner({ workers: 2 })
  for (const start of ['cold', 'warm'] as const) await runner.run({ runtime: 'python', start, code: '' })
}, 600_000)

afterAll(async () => {
  await runner.close()
})

const badDescriptor = [
  "os.write(fd, b'x')",
  "os.writev(fd, [b'x'])",
  "os.pwrite(fd, b'x', 0)",
  'os.pread(fd, 1, 0)',
  'os.fsync(fd)',
  'os.fdatasync(fd)',
  'os.ftruncate(fd, 1)',
  'os.truncate(fd, 1)',
  'os.posix_fallocate(fd, 0, 9)',
  'os.posix_fadvise(fd, 0, 0, 0)',
  'os.utime(fd)',
]
const readOnly = [
  "os.mkdir('x', dir_fd=fd)",
  "os.rmdir('x', dir_fd=fd)",
  "os.unlink('x', dir_fd=fd)",
  "os.symlink('x', 'y', dir_fd=fd)",
  "os.rename('x', 'y', src_dir_fd=fd, dst_dir_fd=fd)",
  "os.link('x', 'y', src_dir_fd=fd, dst_dir_fd=fd)",
  "os.mkdir('/usr/x')",
  "os.remove('/usr/local/lib/python311.zip')",
]

describe.each(['cold', 'warm'] as const)('a %s Python', { timeout: 120_000 }, (start) => {
  it.each(['6', '7', "os.open('/usr/local/lib/python311.zip', os.O_RDONLY)"])('refuses what %s cannot', async (fd) => {
    const code = `import os
fd = ${fd}
for calls, number in (${JSON.stringify(badDescriptor)}, 8), (${JSON.stringify(readOnly)}, 69):
    for call in calls:
        try:
            print(call, eval(call))
        except OSError as error:
            if error.errno != number:
                print(call, error)
print('end')
`
    const result = await runner.run({ runtime: 'python', start, code })
    expect([result.status, result.stdout, result.stderr]).toEqual(['exit', 'end\n', ''])
  })

  it('reads them as before', async () => {
    const code = `import os
fd = os.open('/usr/local/lib/python311.zip', os.O_RDONLY)
print(os.read(fd, 2), os.lseek(fd, 1, 0), os.read(fd, 1), os.fstat(fd).st_size > 10**6)
with os.fdopen(fd, 'rb') as file: print(file.read(2))
try:
    os.read(fd, 1)
except OSError as error:
    print(error.errno)
`
    expect((await runner.run({ runtime: 'python', start, code })).stdout).toBe("b'PK' 1 b'K' True\nb'\\x03\\x04'\n8\n")
  })
})
