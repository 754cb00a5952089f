import { type ChildProcess, type StdioOptions, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { greetHost } from '../../src/cli/greet-host.js'

const { EACCES, EMFILE, ENOMEM, ENOSYS, EPERM, EBADF } = constants.errno
const { path: host, hello, hardening } = await greetHost()
const isLinux = process.platform === 'linux'

/** What the host answers when it tries something behind some of its walls; see `host/crates/walls/src/probe/`. */
function probe(name: string, walls: string, argument = '', extra: { readonly env?: NodeJS.ProcessEnv } = {}): string {
  const { stdout, signal } = spawnSync(host, ['--probe', name, walls, argument], {
    encoding: 'utf8',
    env: {},
    ...extra,
  })
  return signal ?? stdout.trimEnd()
}
const stopped = (errno: number) => `stopped ${errno}`

let folder: string
let secret: string
let listener: Server
let port: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fuelcell-walls-'))
  secret = join(folder, 'secret')
  writeFileSync(secret, 'canary')
  listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  port = String(typeof address === 'object' ? address?.port : '')
})
afterAll(() => {
  listener.close()
  rmSync(folder, { recursive: true })
})

describe.runIf(isLinux)('a worker', () => {
  it('says what stands at its start, and that the rest is ready', () => {
    const states = hello.hardening.map(({ layer, state }) => `${layer} ${state}`)
    expect(states).toEqual([
      'no-new-privs on',
      'environment on',
      'descriptors on',
      'session on',
      'parent-death on',
      'not-dumpable ready',
      'rlimits ready',
      expect.stringMatching(/^landlock (ready|unsupported)$/),
      'seccomp ready',
    ])
  })

  it('has every wall that was ready when it is sealed', () => {
    const ready = hello.hardening.filter(({ state }) => state !== 'unsupported').map(({ layer }) => layer)
    expect(hardening.filter(({ state }) => state === 'on').map(({ layer }) => layer)).toEqual(ready)
  })
})

/** Each attempt succeeds without walls, so that what stops it is a wall; which ones do so by themselves, and with what. */
const forbidden: ReadonlyArray<readonly [name: string, argument: () => string, stoppedBy: Record<string, number>]> = [
  ['execute', () => '', { seccomp: EPERM, landlock: EACCES }],
  ['fork', () => '', { seccomp: EPERM }],
  ['socket', () => '', { seccomp: EPERM }],
  ['connect', () => port, { seccomp: EPERM, landlock: EACCES }],
  ['read', () => secret, { seccomp: EPERM, landlock: EACCES }],
  ['write', () => join(folder, 'written'), { seccomp: EPERM, landlock: EACCES }],
  ['look', () => secret, { seccomp: EPERM }],
  ['remove', () => join(folder, 'written'), { seccomp: EPERM, landlock: EACCES }],
  ['memory-file', () => '', { seccomp: EPERM }],
  ['map-code', () => '', { seccomp: EPERM }],
  ['make-code', () => '', { seccomp: EPERM }],
  ['make-code-by-key', () => '', { seccomp: EPERM }],
  ['signal-parent', () => '', { seccomp: EPERM, landlock: EPERM }],
  ['signal-thread', () => '', { seccomp: EPERM, landlock: EPERM }],
  ['hold-parent', () => '', { seccomp: EPERM }],
  ['own-socket', () => '', { seccomp: EPERM }],
  ['choose-signal', () => '', { seccomp: EPERM }],
  ['own-socket-by-ioctl', () => '', { seccomp: EPERM }],
  ['read-parent', () => '', { seccomp: EPERM, landlock: EACCES }],
  ['limit-parent', () => '', { seccomp: EPERM }],
  ['trace', () => '', { seccomp: EPERM }],
]
const walls = new Set(hardening.filter(({ state }) => state === 'on').map(({ layer }) => layer))

describe.runIf(isLinux).each(forbidden)('%s', (name, argument, stoppedBy) => {
  for (const [wall, errno] of Object.entries(stoppedBy)) {
    it.runIf(walls.has(wall))(`is stopped by ${wall} alone`, () => {
      expect(probe(name, wall, argument())).toBe(stopped(errno))
    })
  }

  it('is stopped in a sealed worker, by seccomp first', () => {
    expect(probe(name, 'all', argument())).toBe(stopped(EPERM))
  })

  it('works without walls', () => {
    expect(probe(name, 'none', argument())).toBe('done')
  })
})

describe.runIf(isLinux)('seccomp', () => {
  const strange = ['copy-memory', 'ring', 'filter', 'namespace', 'mount', 'keys', 'performance', 'faults', 'imply-code']
  it.each(strange)('refuses %s before it looks at the arguments', (name) => {
    expect(probe(name, 'all')).toBe(stopped(EPERM))
  })

  it.runIf(process.arch === 'x64')('lets no call pass by a number of another interface', () => {
    // The same call by this interface's own number is allowed: every thread that starts makes it.
    expect([probe('x32', 'seccomp'), probe('x32', 'all')]).toEqual([stopped(EPERM), stopped(EPERM)])
    expect([probe('i386', 'seccomp'), probe('i386', 'all')]).toEqual(['SIGSYS', 'SIGSYS'])
    // What the system does without walls differs: it answers, or does not have the interface.
    expect(['done', stopped(ENOSYS)]).toContain(probe('x32', 'none'))
    expect(['done', 'SIGSEGV']).toContain(probe('i386', 'none'))
  })

  it('lets threads start, and says that clone3 does not exist', () => {
    expect([probe('thread', 'all'), probe('clone3', 'all')]).toEqual(['done', stopped(ENOSYS)])
  })
})

describe.runIf(isLinux && walls.has('landlock'))('a worker whose guests see a directory of the machine', () => {
  const inside = (name: string, file: string, access: string) => {
    const words = ['--probe', name, 'all', join(folder, file), join(folder, 'window'), access]
    return spawnSync(host, words, { encoding: 'utf8' }).stdout.trimEnd()
  }
  beforeAll(() => {
    mkdirSync(join(folder, 'window'))
    writeFileSync(join(folder, 'window', 'file'), '')
  })

  it.each(['read', 'read-write'])('to %s reaches nothing outside of it', (access) => {
    expect([inside('read', 'secret', access), inside('write', 'other', access)]).toEqual([
      stopped(EACCES),
      stopped(EACCES),
    ])
    expect([inside('execute', '', access), inside('socket', '', access)]).toEqual([stopped(EPERM), stopped(EPERM)])
  })

  it('to read may open what is inside, and neither make nor remove anything', () => {
    expect(inside('read', 'window/file', 'read')).toBe('done')
    expect(inside('write', 'window/made', 'read')).toBe(stopped(EACCES))
    expect(inside('remove', 'window/file', 'read')).toBe(stopped(EPERM))
  })

  it('to write may make and remove', () => {
    expect(inside('write', 'window/made', 'read-write')).toBe('done')
    expect(inside('remove', 'window/made', 'read-write')).toBe('done')
  })
})

describe.runIf(isLinux)('rlimits', () => {
  it('end a worker that writes to a file it should not have', () => {
    const file = join(folder, 'filled')
    expect(probe('fill', 'all', file)).toBe('SIGXFSZ')
    expect(readFileSync(file, 'utf8')).toBe('')
    expect(probe('fill', 'none', file)).toBe('done')
  })

  it('bound descriptors and memory', () => {
    expect(probe('descriptors', 'rlimits')).toBe(stopped(EMFILE))
    expect(probe('memory', 'all')).toBe(stopped(ENOMEM))
    expect(probe('memory', 'none')).toBe('done')
  })
})

describe.runIf(isLinux)('at its start a host', () => {
  it('forgets its environment', () => {
    const extra = { env: { FUELCELL_CANARY: 'canary' } }
    expect(probe('variable', 'environment', 'FUELCELL_CANARY', extra)).toBe(stopped(0))
    expect(probe('variable', 'none', 'FUELCELL_CANARY', extra)).toBe('done')
  })

  it('closes what it inherited', () => {
    const descriptor = openSync(secret, 'r')
    const stdio: StdioOptions = ['ignore', 'pipe', ...Array<'ignore'>(7).fill('ignore'), descriptor]
    const inherited = (wall: string) =>
      spawnSync(host, ['--probe', 'inherited', wall], { encoding: 'utf8', stdio }).stdout.trimEnd()
    expect([inherited('descriptors'), inherited('none')]).toEqual([stopped(EBADF), 'done'])
    closeSync(descriptor)
  })

  it.each([
    ['session', 'session'],
    ['dump', 'not-dumpable'],
    ['privileges', 'no-new-privs'],
  ])('gives up its %s by the wall %s', (name, wall) => {
    expect([probe(name, wall), probe(name, 'none')]).toEqual([stopped(0), 'done'])
  })

  it('dies with its parent', async () => {
    const parent: ChildProcess = spawn('sh', ['-c', '"$0" --probe outlive all & wait', host], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    await once(parent.stdout ?? parent, 'data')
    parent.kill('SIGKILL')
    // The pipe closes when its last holder is gone, and that is the probe, which would stay for ever.
    await once(parent, 'close')
    expect(parent.signalCode).toBe('SIGKILL')
  })
})

it('a probe that does not exist is not answered', () => {
  expect(probe('nothing', 'all')).toBe('')
})
