import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { examine } from '../../src/cli/checks.js'
import { renderFindings } from '../../src/cli/doctor.js'
import type { Finding, Installation } from '../../src/cli/finding.js'
import { FuelcellError } from '../../src/core/errors.js'
import type { Hello } from '../../src/host/protocol.js'
import type { ENTRY_FORMAT } from '../../src/runtimes/cache/entry.js'
import { cacheEntry } from '../support/cache-entry.js'
import { fuelcell } from '../support/command-line.js'

const hello: Hello = {
  protocol: 2,
  host: '0.1.0',
  wasmtime: '48.0.8',
  engine: 'e1',
  fuelModel: 'f1',
  exceptions: { engine: 'e2', fuelModel: 'f2' },
  hardening: [
    { layer: 'seccomp', state: 'on', detail: '' },
    { layer: 'landlock', state: 'unsupported', detail: 'kernel 5.4' },
    { layer: 'rlimits', state: 'off', detail: 'not asked for' },
  ],
}

let folder: string
let cacheDir: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fuelcell-doctor-'))
  cacheDir = join(folder, 'cache')
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const sound = (): Installation => ({
  nodeVersion: '20.19.0',
  env: {},
  cacheDir,
  greetHost: async () => ({ path: '/opt/fuelcell-host', hello, hardening: hello.hardening }),
})
const findings = async (subject: Finding['subject'], changes: Partial<Installation> = {}) =>
  (await examine({ ...sound(), ...changes })).filter((finding) => finding.subject === subject)

describe('Node', () => {
  it.each(['20.19.0', '20.20.1', '22.0.0', '100.1.0'])('%s will do', async (nodeVersion) => {
    expect(await findings('node', { nodeVersion })).toEqual([
      { subject: 'node', state: 'ok', message: `Node ${nodeVersion} (at least 20.19 is needed)` },
    ])
  })

  it.each(['20.18.3', '18.20.0', '9.0.0'])('%s is too old', async (nodeVersion) => {
    expect(await findings('node', { nodeVersion })).toEqual([
      {
        subject: 'node',
        state: 'problem',
        message: `Node ${nodeVersion} is older than 20.19`,
        advice: 'install Node 20.19 or newer',
      },
    ])
  })
})

describe('the host', () => {
  it('is named with its version and its walls', async () => {
    expect([...(await findings('host')), ...(await findings('hardening'))]).toEqual([
      { subject: 'host', state: 'ok', message: 'host 0.1.0 with wasmtime 48.0.8 at "/opt/fuelcell-host"' },
      { subject: 'hardening', state: 'ok', message: 'seccomp: on' },
      {
        subject: 'hardening',
        state: 'note',
        message: 'landlock: unsupported (kernel 5.4)',
        advice:
          'this wall around the guest is missing here; a newer kernel or a container that allows it brings it back',
      },
      { subject: 'hardening', state: 'note', message: 'rlimits: off (not asked for)' },
    ])
  })

  it('that does not answer is a problem, and so is what is missing to build it', async () => {
    const greetHost = () => Promise.reject(new FuelcellError('host-missing', 'The native host is not there'))
    writeFileSync(join(folder, 'cc'), '', { mode: 0o755 })
    writeFileSync(join(folder, 'cargo'), '', { mode: 0o644 })
    const env = { PATH: `/nowhere::${folder}` }
    expect([...(await findings('host', { greetHost, env })), ...(await findings('build', { greetHost, env }))]).toEqual(
      [
        { subject: 'host', state: 'problem', message: 'The native host is not there' },
        {
          subject: 'build',
          state: 'problem',
          message: 'cargo is not on the PATH, so the host cannot be built',
          advice: 'install Rust (cargo 1.95 or newer) with rustup, then run `npm run build`',
        },
        { subject: 'build', state: 'ok', message: `C linker at ${JSON.stringify(join(folder, 'cc'))}` },
      ],
    )
  })
})

describe('the cache', () => {
  it('that is not there yet is in order, and is not made', async () => {
    expect(await findings('cache')).toEqual([
      {
        subject: 'cache',
        state: 'ok',
        message: `${JSON.stringify(cacheDir)} does not exist yet and will be made at the first run`,
      },
    ])
    expect(readdirSync(folder)).toEqual([])
  })

  it('that no folder can hold cannot be used', async () => {
    const blocked = '/proc/self/fuelcell-cache'
    const [found] = await findings('cache', { cacheDir: blocked })
    expect(found).toMatchObject({ subject: 'cache', state: 'problem' })
    expect(found?.message).toContain(`${JSON.stringify(blocked)} cannot be used: `)
  })

  it('is measured', async () => {
    mkdirSync(join(cacheDir, 'x'), { recursive: true, mode: 0o700 })
    writeFileSync(join(cacheDir, 'x/y'), Buffer.alloc(1536))
    expect(await findings('cache')).toEqual([
      { subject: 'cache', state: 'ok', message: `${JSON.stringify(cacheDir)} is writable and holds 1.5 KiB` },
    ])
  })

  it('that is a file cannot be used', async () => {
    writeFileSync(cacheDir, '')
    expect(await findings('cache')).toMatchObject([
      {
        state: 'problem',
        message: `${JSON.stringify(cacheDir)} cannot be used: file already exists`,
        advice: 'make it writable for you, or choose another folder with --cache-dir or FUELCELL_CACHE_DIR',
      },
    ])
  })

  it('that others may write is refused', async () => {
    mkdirSync(cacheDir)
    chmodSync(cacheDir, 0o777)
    expect(await findings('cache')).toMatchObject([
      { state: 'problem', message: expect.stringContaining('chmod go-w') },
    ])
  })

  it('is found by the environment too', async () => {
    const env = { FUELCELL_CACHE_DIR: join(folder, 'elsewhere') }
    const [finding] = await findings('cache', { cacheDir: undefined, env })
    expect(finding?.message).toContain(JSON.stringify(join(folder, 'elsewhere')))
  })
})

describe('an entry of the cache', () => {
  it('tells what it keeps, where that has no fuel epoch', async () => {
    cacheEntry(cacheDir, '1'.repeat(64), { kind: 'mount', name: 'php', fuelEpoch: '' })
    cacheEntry(cacheDir, '2'.repeat(64), { kind: 'tuned', name: 'python-tuned', fuelEpoch: '' })
    expect((await findings('entry')).map(({ message }) => message)).toEqual([
      'php: an unpacked directory, complete',
      'python-tuned: the tuned wasm, complete',
    ])
  })

  it('is complete, damaged or of another version', async () => {
    const older = '2'.repeat(64)
    cacheEntry(cacheDir, older, { format: 1 as typeof ENTRY_FORMAT })
    const damaged = '0'.repeat(64)
    cacheEntry(cacheDir, '1'.repeat(64), { name: 'python', start: 'warm', reactor: {}, fuelEpoch: 'abcdef012345' })
    cacheEntry(cacheDir, damaged, { bytes: 99 })
    cacheEntry(cacheDir, `${damaged}.corrupt-1`, {})
    expect(await findings('entry')).toEqual([
      {
        subject: 'entry',
        state: 'note',
        message: `the entry "${damaged}" is damaged`,
        advice: 'nothing needs to be done: it is made again at the next run; removing it frees the space',
      },
      { subject: 'entry', state: 'ok', message: 'python warm: complete, fuel epoch abcdef012345' },
      {
        subject: 'entry',
        state: 'note',
        message: `the entry "${older}" is of another version of fuelcell, which this one does not use`,
        advice: 'nothing needs to be done: it is made again at the next run; removing it frees the space',
      },
    ])
  })
})

describe('the runtimes', () => {
  it('have the pinned assets', async () => {
    expect(await findings('runtime')).toContainEqual({
      subject: 'runtime',
      state: 'ok',
      message: 'Python 3.11.3 (CPython): the 2 assets of 20,614,898 bytes are the pinned ones',
    })
  })

  it('that are not there are a problem', async () => {
    expect(await findings('runtime', { runtimesFolder: join(folder, 'none') })).toEqual([
      {
        subject: 'runtime',
        state: 'problem',
        message: 'no runtimes are installed',
        advice: 'run `npm ci` to install the pinned assets again',
      },
    ])
  })

  it('with a broken manifest or a missing asset are a problem each', async () => {
    mkdirSync(join(folder, 'runtimes/odd'), { recursive: true })
    mkdirSync(join(folder, 'runtimes/lost'))
    writeFileSync(join(folder, 'runtimes/odd/manifest.json'), '{}')
    const manifest = {
      name: 'lost',
      version: '1',
      title: 'Lost',
      licence: 'MIT',
      source: 'nowhere',
      wasm: { package: 'not-installed', path: 'x.wasm', sha256: 'a'.repeat(64), bytes: 1 },
      args: ['x'],
      entry: 'main.x',
      env: {},
      starts: { cold: {} },
      defaultStart: 'cold',
    }
    writeFileSync(join(folder, 'runtimes/lost/manifest.json'), JSON.stringify(manifest))
    const found = await findings('runtime', { runtimesFolder: join(folder, 'runtimes') })
    expect(found.map(({ state }) => state)).toEqual(['problem', 'problem'])
    expect(found[0]?.message).toContain('"not-installed"')
    expect(found[1]?.message).toContain('odd/manifest.json')
  })
})

describe('the report', () => {
  const list: readonly Finding[] = [
    { subject: 'node', state: 'ok', message: 'fine' },
    { subject: 'host', state: 'problem', message: 'gone', advice: 'bring it back' },
    { subject: 'entry', state: 'note', message: 'odd' },
  ]

  it('has a line for each finding, its advice, and a verdict', () => {
    expect(renderFindings(list, false)).toBe(
      [
        'ok      node      fine',
        'PROBLEM host      gone',
        '                  -> bring it back',
        'note    entry     odd',
        '',
        '1 problem found',
        '',
      ].join('\n'),
    )
    expect(renderFindings(list.slice(0, 1), false)).toBe('ok      node      fine\n\neverything is in order\n')
  })

  it('is coloured only when asked', () => {
    expect(renderFindings(list, true)).toContain('\u001b[32mok     \u001b[39m node')
  })

  it('is data with --json, and the exit code is the verdict', async () => {
    // The real installation, whatever its state.
    const { exitCode, stdout, stderr } = await fuelcell(['doctor', '--json', '--cache-dir', cacheDir])
    const report = JSON.parse(stdout) as { healthy: boolean; findings: readonly Finding[] }
    expect(report.healthy).toBe(report.findings.every(({ state }) => state !== 'problem'))
    expect({ exitCode, stderr }).toEqual({ exitCode: report.healthy ? 0 : 1, stderr: '' })
    expect(new Set(report.findings.map(({ subject }) => subject))).toContain('runtime')
  })
})
