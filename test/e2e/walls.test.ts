/** Real workers behind their walls: what the kernel says of them, and what becomes of modules made to hurt the compiler. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { greetHost } from '../../src/cli/greet-host.js'
import { FuelcellError } from '../../src/core/errors.js'
import { packageVersion } from '../../src/core/package-version.js'
import { findHost } from '../../src/host/binary.js'
import { Worker } from '../../src/host/worker.js'
import { createRunner, type Runner } from '../../src/runner/runner.js'
import { cacheDirectory, entryFolder, listEntries, modulePath } from '../../src/runtimes/cache/cache.js'
import { resolveRuntime } from '../../src/runtimes/manifest/resolve.js'
import { resolveAsset } from '../../src/runtimes/provision/asset.js'

const { EACCES, EPERM } = constants.errno
const { hardening } = await greetHost()
const hasLandlock = hardening.some(({ layer, state }) => layer === 'landlock' && state === 'on')

let folder: string
let runner: Runner
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fuelcell-e2e-walls-'))
  runner = await createRunner({ workers: 1 })
})
afterAll(async () => {
  await runner.close()
  rmSync(folder, { recursive: true })
})

describe.runIf(process.platform === 'linux')('a worker that runs guests', { timeout: 300_000 }, () => {
  it('has every thread behind seccomp, without new privileges', async () => {
    await runner.run({ runtime: 'python', code: '' })
    const threads = workerThreads()
    expect(threads.length).toBeGreaterThanOrEqual(2)
    for (const status of threads) {
      expect(status).toMatchObject({ NoNewPrivs: '1', Seccomp: '2', Seccomp_filters: expect.stringMatching(/^[2-9]$/) })
    }
  })

  it('reads and writes below a directory that it was given, and nothing above', async () => {
    writeFileSync(join(folder, 'given.txt'), 'given')
    const code = [
      'import os, pathlib',
      "p = pathlib.Path('/data')",
      "(p / 'd').mkdir()",
      "(p / 'made.txt').write_text((p / 'given.txt').read_text() + '!')",
      "(p / 'made.txt').rename(p / 'd' / 'moved.txt')",
      "os.symlink('d/moved.txt', p / 'link')",
      "os.truncate(p / 'd' / 'moved.txt', 5)",
      "os.utime(p / 'link', (1, 2))",
      "print((p / 'link').read_text(), sorted(os.listdir(p)), os.stat(p / 'link').st_mtime)",
      "os.unlink(p / 'link'); os.unlink(p / 'd' / 'moved.txt'); os.rmdir(p / 'd')",
      "print((p / '..' / '..' / 'etc' / 'passwd').read_text())",
    ].join('\n')
    const result = await runner.run({
      runtime: 'python',
      code,
      preopens: [{ host: folder, guest: '/data', access: 'read-write' }],
    })
    expect(result.stdout).toBe("given ['d', 'given.txt', 'link'] 2.0\n")
    expect(result.stderr).toContain("PermissionError: [Errno 63] Operation not permitted: '/data/../../etc/passwd'")
    expect(readdirSync(folder)).toEqual(['given.txt'])
  })
})

describe.runIf(hasLandlock)('what every run is made from', { timeout: 300_000 }, () => {
  let hostPath: string
  /** Paths that a worker must not write to: an asset, compiled code in the cache, and new files beside them. */
  let existing: readonly string[]
  let missing: readonly string[]
  beforeAll(async () => {
    hostPath = await findHost()
    await runner.run({ runtime: 'python', code: '' })
    const python = await resolveRuntime('python')
    const asset = await resolveAsset(python, python.wasm)
    const cacheDir = cacheDirectory()
    const [entry] = (await listEntries(cacheDir)).filter(({ name }) => name === 'python')
    const compiled = modulePath(entryFolder(cacheDir, entry?.key ?? ''))
    existing = [asset, compiled]
    missing = [asset, compiled, cacheDir].map((path) =>
      join(path === cacheDir ? path : dirname(path), 'fuelcell-probe'),
    )
  })

  const write = (path: string, ...walls: readonly string[]) => {
    const [wall = '', ...window] = walls
    return spawnSync(hostPath, ['--probe', 'write', wall, path, ...window], { encoding: 'utf8' }).stdout.trimEnd()
  }

  it('is written by no sealed worker, and two walls see to that', () => {
    for (const path of [...existing, ...missing]) {
      const answers = ['all', 'seccomp', 'landlock'].map((wall) => write(path, wall))
      expect([path, ...answers]).toEqual([path, `stopped ${EPERM}`, `stopped ${EPERM}`, `stopped ${EACCES}`])
    }
    expect(missing.filter(existsSync)).toEqual([])
  })

  it('is written by none whose guests may write elsewhere, where landlock is what stops it', () => {
    for (const path of [...existing, ...missing]) {
      expect([path, write(path, 'all', folder, 'read-write')]).toEqual([path, `stopped ${EACCES}`])
    }
    expect(missing.filter(existsSync)).toEqual([])
  })

  it('could be written without walls', () => {
    expect(existing.map((path) => write(path, 'none'))).toEqual(['done', 'done'])
  })
})

describe('a module that takes all memory while it is compiled', { timeout: 60_000 }, () => {
  it.runIf(process.platform === 'linux')(
    'is refused by a worker behind seccomp, and the next run is right',
    async () => {
      const run = runner.run({ runtime: 'wasm', module: nestedBlocks(2_000_000) })
      const refused = expect(run).rejects.toMatchObject({
        code: 'invalid-module',
        message: expect.stringContaining('may take 3 GiB of memory'),
      })
      const seccomp = () => new Map(workerThreads().map(({ Tgid, Seccomp }) => [Tgid, Seccomp]))
      await expect.poll(() => [...seccomp().values()], { timeout: 30_000 }).toEqual(['2', '2'])
      await refused
      expect((await runner.run({ runtime: 'python', code: 'print(1)' })).stdout).toBe('1\n')
    },
  )
})

describe.runIf(process.platform === 'linux')('a sealed worker', () => {
  it('opens, compiles and seals nothing more', async () => {
    const [hostPath, version] = await Promise.all([findHost(), packageVersion()])
    const worker = await Worker.start({ hostPath, version, handshakeMs: 10_000 }, () => {})
    try {
      await worker.open([], [])
      const up = worker.hardening.filter(({ state }) => state === 'on')
      expect(up.map(({ layer }) => layer)).toContain('seccomp')
      const wasm = join(folder, 'module.wasm')
      for (const attempt of [
        worker.load([]),
        worker.open([], []),
        worker.compile({ wasm, sha256: '', stackPages: null, needs: null, compiled: `${wasm}.out` }),
      ]) {
        await expect(attempt).rejects.toMatchObject({ code: 'bad-request', message: expect.stringContaining('sealed') })
      }
    } finally {
      worker.kill(new FuelcellError('runner-closed', 'the test is over'))
    }
  })
})

/** `/proc/…/status` of every thread of this process's hosts. */
function workerThreads(): Record<string, string>[] {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean)
  const hosts = children.filter((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8') === 'fuelcell-host\n')
  return hosts.flatMap((pid) =>
    readdirSync(`/proc/${pid}/task`).map((thread) => {
      const lines = readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8').split('\n')
      return Object.fromEntries(lines.map((line) => line.split(/:\s*/, 2)))
    }),
  )
}

/** A module whose one function is this many blocks, each in the one before it. */
function nestedBlocks(count: number): Uint8Array {
  const body = Buffer.concat([
    Buffer.from([0]),
    Buffer.alloc(2 * count, Buffer.from([0x02, 0x40])),
    Buffer.alloc(count, 0x0b),
    Buffer.from([0x0b]),
  ])
  const section = (id: number, ...parts: Uint8Array[]) => {
    const content = Buffer.concat(parts)
    return Buffer.concat([Buffer.from([id]), unsigned(content.length), content])
  }
  return Buffer.concat([
    Buffer.from('\0asm\x01\0\0\0', 'latin1'),
    section(1, Buffer.from([1, 0x60, 0, 0])),
    section(3, Buffer.from([1, 0])),
    section(5, Buffer.from([1, 0, 1])),
    section(7, Buffer.from('\x02\x06_start\0\0\x06memory\x02\0', 'latin1')),
    section(10, Buffer.from([1]), unsigned(body.length), body),
  ])
}

/** LEB128, as WebAssembly writes numbers. */
function unsigned(value: number): Uint8Array {
  const bytes: number[] = []
  for (let rest = value; ; rest >>>= 7) {
    bytes.push((rest & 127) | (rest > 127 ? 128 : 0))
    if (rest <= 127) return Uint8Array.from(bytes)
  }
}
