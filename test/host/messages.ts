import type { FromHost, Hello, RunResult, ToHost } from '../../src/host/protocol.js'

/** One honest message of every type, for tests to take and to spoil. */
export const hello: Hello & { type: 'hello' } = {
  type: 'hello',
  protocol: 1,
  host: '0.1.0',
  wasmtime: '48.0.8',
  engine: '5f0c1d',
  fuelModel: 'a71b22',
  hardening: [{ layer: 'seccomp', state: 'on', detail: '' }],
}

export const result: RunResult & { type: 'result' } = {
  type: 'result',
  id: 7,
  status: 'exit',
  exitCode: 0,
  trap: null,
  fuel: 234_956_780,
  fuelExact: true,
  compileFuel: null,
  setupFuel: null,
  codeFuel: null,
  memoryPages: 160,
  grownPages: 3,
  outputBytes: 6,
  diskBytes: 14,
  diskEntries: 1,
  openFiles: 2,
  durationMs: 36.25,
  truncatedStdout: false,
  truncatedStderr: false,
  deleted: [],
  error: null,
  value: null,
  returned: null,
  report: null,
  profile: null,
}

/** A snapshot's addresses; the host names them all, the runner none. */
const reactor = {
  header: 1_048_576,
  inbox: 1_048_640,
  bell: 1_048_704,
  exchange: 1_048_768,
  reserve: 1_048_832,
  next: 1_048_896,
  steps: 1_048_960,
  compile: 1_049_024,
  empty: 1_049_088,
  bytesType: 1_049_152,
  tupleType: 1_049_216,
  functionCall: 1200,
  builtinCall: 1300,
  errorSlot: 1_049_344,
  recursionSlot: 1_049_304,
  recursionLeft: 601,
  startPages: 265,
}

const run: Extract<ToHost, { type: 'run' }> = {
  type: 'run',
  id: 7,
  module: 'python-cold',
  args: ['python', 'main.py', 'x'],
  env: [['PYTHONHASHSEED', '0']],
  entry: 'main.py',
  chroot: true,
  stdin: Buffer.from('abc'),
  stdinLast: true,
  program: null,
  limits: {
    fuel: 10_000_000_000,
    timeoutMs: 10_000,
    memoryPages: 4096,
    outputBytes: 1_048_576,
    diskBytes: 16_777_216,
    diskEntries: 1000,
    openFiles: 64,
  },
  clockStartMs: 946_684_800_000,
  seed: 9_007_199_254_740_991,
}

export const toHost: readonly (readonly [name: string, message: ToHost])[] = [
  [
    'open',
    {
      type: 'open',
      id: 1,
      modules: [
        { name: 'python-cold', compiled: '/cache/python/module.cwasm', digest: 'b3'.repeat(32), reactor: null },
      ],
      mounts: [],
      preopens: [
        { host: '/srv/data', guest: '/data', access: 'read' },
        { host: '/srv/out', guest: '/out', access: 'read-write' },
      ],
      seal: false,
    },
  ],
  ['open nothing', { type: 'open', id: 0xffff_ffff, modules: [], mounts: [], preopens: [], seal: true }],
  ['compile', { type: 'compile', id: 2, wasm: '/a/ü.wasm', sha256: 'ab'.repeat(32), compiled: '/cache/x.cwasm' }],
  [
    'open a snapshot',
    {
      type: 'open',
      id: 3,
      modules: [{ name: 'python-warm', compiled: '/c/warm.cwasm', digest: 'c4'.repeat(32), reactor }],
      mounts: [],
      preopens: [],
      seal: true,
    },
  ],
  [
    'open with mounts',
    {
      type: 'open',
      id: 5,
      modules: [{ name: 'ruby-cold', compiled: '/c/ruby.cwasm', digest: 'd5'.repeat(32), reactor: null }],
      mounts: [
        { module: 'ruby-cold', guest: '/fuelcell', archive: '/c/a.mount', digest: 'e6'.repeat(32), report: true },
      ],
      preopens: [],
      seal: true,
    },
  ],
  [
    'snapshot',
    {
      type: 'snapshot',
      id: 4,
      wasm: '/a/python.wasm',
      sha256: 'ab'.repeat(32),
      files: [['main.py', Buffer.from('import sys')]],
      args: ['python', 'main.py'],
      env: [['PYTHONHASHSEED', '0']],
      compiled: '/cache/y.cwasm',
    },
  ],
  ['archive', { type: 'archive', id: 6, archive: '/cache/a.mount' }],
  [
    'promote',
    {
      type: 'promote',
      id: 8,
      wasm: '/a/python.wasm',
      sha256: 'ab'.repeat(32),
      variadic: [[3280, 3]],
      objects: [[3052, -40, 12]],
      promoted: '/cache/promoted.wasm',
    },
  ],
  ['file', { type: 'file', id: 7, path: 'main.py', data: Buffer.from("print('hello')"), last: true }],
  ['file begun', { type: 'file', id: 7, path: 'd/ü 😀.bin', data: new Uint8Array(300), last: false }],
  ['run', run],
  [
    'run of a plain module',
    { ...run, entry: null, chroot: false, env: [], stdin: new Uint8Array(0), stdinLast: false, seed: 0 },
  ],
  [
    'run of a snapshot',
    {
      ...run,
      module: 'python-warm',
      program: { args: ['x'], env: [['A', 'b']], setup: [], call: null, lastValue: true, profileFuel: 200 },
    },
  ],
  [
    'run with a call',
    {
      ...run,
      program: {
        args: [],
        env: [],
        setup: [],
        call: Buffer.from('{"function":"solve"}'),
        lastValue: false,
        profileFuel: null,
      },
    },
  ],
  [
    'run with a setup',
    {
      ...run,
      program: {
        args: [],
        env: [],
        setup: [Buffer.from('n = 8'), Buffer.from('xs = list(range(n))')],
        call: null,
        lastValue: false,
        profileFuel: null,
      },
    },
  ],
  ['input', { type: 'input', id: 7, data: Uint8Array.from([0, 255, 10]), last: false }],
  ['input ended', { type: 'input', id: 7, data: new Uint8Array(0), last: true }],
]

export const fromHost: readonly (readonly [name: string, message: FromHost])[] = [
  ['hello', hello],
  ['opened', { type: 'opened', id: 1, hardening: [{ layer: 'seccomp', state: 'on', detail: '' }] }],
  ['compiled', { type: 'compiled', id: 2, digest: 'b3'.repeat(32), bytes: 27_000_000 }],
  ['snapshotted', { type: 'snapshotted', id: 4, digest: 'c4'.repeat(32), bytes: 44_000_000, reactor }],
  ['archived', { type: 'archived', id: 6, digest: 'e6'.repeat(32), bytes: 8_800_000 }],
  [
    'promoted',
    {
      type: 'promoted',
      id: 8,
      sha256: 'f7'.repeat(32),
      bytes: 19_500_000,
      functions: 9923,
      slots: 69_300,
      frames: 8698,
    },
  ],
  ['stdout', { type: 'output', id: 7, stream: 1, data: Buffer.from('hello\n') }],
  ['stderr', { type: 'output', id: 7, stream: 2, data: Uint8Array.from([0xff, 0xfe]) }],
  ['pull', { type: 'pull', id: 7 }],
  ['file left', { type: 'file', id: 7, path: 'out.txt', data: Buffer.from('done'), last: true }],
  ['result', result],
  [
    'result with an error',
    {
      ...result,
      exitCode: 1,
      compileFuel: 105_000,
      deleted: ['a', 'b'],
      truncatedStdout: true,
      error: { type: 'ZeroDivisionError', message: 'division by zero', line: 2, traceback: 'Traceback…\n' },
    },
  ],
  ['result with a setup', { ...result, setupFuel: 312_000, codeFuel: 61_000 }],
  ['result without a line', { ...result, exitCode: 1, error: { type: 'E', message: '', line: null, traceback: '' } }],
  ['result with a report', { ...result, exitCode: 1, report: Buffer.from('{"type":"NameError"}') }],
  ['result with values', { ...result, value: "'ü'", returned: '{"type":"None"}' }],
  [
    'result with a profile',
    {
      ...result,
      profile: {
        intervalFuel: 200,
        names: ['<module>'],
        files: ['//main.py'],
        firstLines: [1],
        nodes: [-1, 0, 1, 400, 0, 0, 2, 9_007_199_254_740_991],
        outsideFuel: 281_000,
        truncated: false,
      },
    },
  ],
  ['out of fuel', { ...result, status: 'out-of-fuel', exitCode: null, fuel: 9_007_199_254_740_991 }],
  ['trap', { ...result, status: 'trap', exitCode: null, trap: 'integer divide by zero', fuelExact: false }],
  ['failed', { type: 'failed', id: 2, code: 'bad-module', message: 'no memory is exported' }],
]
