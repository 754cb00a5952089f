import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FuelcellError } from '../../src/core/errors.js'
import { defaultLimits } from '../../src/core/limits.js'
import type { RunRequest } from '../../src/runner/request/request.js'
import { fuelcell, Screen, StubRunner } from '../support/command-line.js'
import { ended, exited } from '../support/results.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fuelcell-cli-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

const given = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}
const printing =
  (stdout: string, stderr = '') =>
  (request: RunRequest) => {
    if (stdout !== '') request.onOutput?.({ stream: 'stdout', bytes: Buffer.from(stdout, 'latin1') })
    if (stderr !== '') request.onOutput?.({ stream: 'stderr', bytes: Buffer.from(stderr, 'latin1') })
    return exited(0)
  }

describe('fuelcell run', () => {
  it('runs a file with the default limits and closes the runner', async () => {
    const runner = new StubRunner(() => exited(0))
    const script = given('main.py', 'print("é")')
    expect(await fuelcell(['run', script, '--verbose', '-x'], { runner })).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '',
      stdinOpened: false,
    })
    expect(runner.requests).toEqual([
      {
        runtime: 'python',
        code: 'print("é")',
        args: ['--verbose', '-x'],
        env: {},
        files: {},
        limits: defaultLimits,
        signal: expect.any(AbortSignal),
        stdin: expect.anything(),
        onOutput: expect.any(Function),
      },
    ])
    expect(runner.options).toMatchObject({ workers: 1 })
    expect(runner.closed).toBe(1)
  })

  it('takes the program once where a given folder holds it too', async () => {
    const runner = new StubRunner(() => exited(0))
    const script = given('main.py', 'import other')
    given('other.py', 'x = 1')
    await fuelcell(['run', '--file', `${folder}=/`, script], { runner })
    expect(Object.keys(runner.requests[0]?.files ?? {})).toEqual(['other.py'])
    await fuelcell(['run', '--file', `${folder}=/`, '-c', 'pass'], { runner })
    expect(Object.keys(runner.requests[1]?.files ?? {}).sort()).toEqual(['main.py', 'other.py'])
  })

  it('passes on the limits of building, and only those that were given', async () => {
    const runner = new StubRunner(() => exited(0))
    const options = ['--compile-fuel=1G', '--compile-timeout=5s', '--compile-memory=64MiB', '--compile-disk-entries=7']
    await fuelcell(['run', ...options, given('main.c', 'int main;')], { runner })
    expect(runner.requests[0]?.limits).toEqual({
      ...defaultLimits,
      compile: { fuel: 1e9, timeoutMs: 5000, memoryPages: 1024, diskEntries: 7 },
    })
  })

  it.each(['--cc=-O0', '--compile-fuel=1G', '--compile-open-files=3'])(
    'refuses %s where nothing is built',
    async (option) => {
      expect(await fuelcell(['run', option, '-c', 'pass'])).toMatchObject({
        exitCode: 126,
        stderr: `fuelcell: ${option.replace(/=.*/, '')} is for languages whose programs are built, such as C; "python" runs its code as it is\n`,
      })
    },
  )

  it('passes on every option', async () => {
    const runner = new StubRunner(() => exited(0))
    const limits =
      '--fuel 400M --timeout 2s --memory 64MiB --output-limit 2KiB --disk-limit 3KiB --disk-entries 4 --open-files 5'
    const world = '--start cold --env A=1 --env B= --seed 7 --clock 2000-01-01 --cache-dir /c --strict'
    await fuelcell(['run', ...limits.split(' '), ...world.split(' '), '-c', 'X'], { runner })
    expect(runner.requests).toMatchObject([
      {
        start: 'cold',
        env: { A: '1', B: '' },
        seed: 7,
        clockStartMs: 946_684_800_000,
        limits: {
          fuel: 400_000_000,
          timeoutMs: 2000,
          memoryPages: 1024,
          outputBytes: 2048,
          diskBytes: 3072,
          diskEntries: 4,
          openFiles: 5,
        },
      },
    ])
    expect(runner.options).toMatchObject({ cacheDir: '/c', strict: true })
  })

  it('keeps a byte order mark, which is part of the file', async () => {
    const runner = new StubRunner(() => exited(0))
    await fuelcell(['run', given('main.py', Buffer.from([0xef, 0xbb, 0xbf, 0x31]))], { runner })
    expect(runner.requests).toMatchObject([{ code: '\ufeff1' }])
  })

  it('keeps its stdin, which may never end, from a language that takes it for more of the program', async () => {
    const runner = new StubRunner(() => exited(0))
    const words = ['run', '--runtime', 'sql', '-c', 'select 1']
    expect(await fuelcell(words, { runner })).toMatchObject({ exitCode: 0, stdinOpened: false })
    expect(runner.requests[0]).not.toHaveProperty('stdin')
  })

  it('reads the code from stdin, of which then nothing is left for the guest', async () => {
    const runner = new StubRunner(() => exited(0))
    const stdin = Readable.from([Buffer.from('print('), Buffer.from('1)')])
    expect(await fuelcell(['run', '-', 'a'], { runner, stdin })).toMatchObject({ exitCode: 0, stdinOpened: true })
    expect(runner.requests).toMatchObject([{ code: 'print(1)', args: ['a'] }])
    expect(runner.requests[0]).not.toHaveProperty('stdin')
  })

  it.each([
    [[], 'there is nothing to run; give a file (`fuelcell run main.py`), code (`-c CODE`), or - for code from stdin'],
    [
      ['/nowhere/main.py'],
      'cannot read "/nowhere/main.py": no such file or directory; check the path and its permissions',
    ],
    [['/'], 'cannot read "/": it is a directory, not a file; check the path and its permissions'],
    [
      ['/dev/zero'],
      '"/dev/zero" is longer than the 16,777,216 bytes that the run directory holds; raise it with --disk-limit',
    ],
  ])('cannot run %s', async (tokens, sentence) => {
    expect(await fuelcell(['run', ...tokens])).toMatchObject({
      exitCode: 126,
      stdout: '',
      stderr: `fuelcell: ${sentence}\n`,
    })
  })

  it('leaves code that is not UTF-8 to the language, byte by byte', async () => {
    const runner = new StubRunner(() => exited(0))
    await fuelcell(['run', given('latin.py', Buffer.from([0x22, 0xe9, 0x22]))], { runner })
    expect(runner.requests).toMatchObject([{ code: Buffer.from([0x22, 0xe9, 0x22]) }])
  })

  it.each([
    [['--runtime', 'py', '-c', 'X'], 'py'],
    [['--runtime', 'python3', 'a.unknown'], 'python3'],
    [['-c', 'X'], 'python'],
    [['a'], 'python'],
    [['a.PY'], 'python'],
  ])('takes the language from %j', async (tokens, runtime) => {
    const runner = new StubRunner(() => exited(0))
    const placed = tokens.map((token) => (/^a\b/.test(token) ? given(token, '') : token))
    expect(await fuelcell(['run', ...placed], { runner })).toMatchObject({ exitCode: 0, stderr: '' })
    expect(runner.requests).toMatchObject([{ runtime }])
  })

  it.each([
    [
      ['main.xyz'],
      /^fuelcell: no runtime takes files that end in ".xyz", such as "main.xyz" \(.*\.py.*\); name one with --runtime\n$/,
    ],
    [['app.wasm'], /^fuelcell: a WebAssembly module is run by `fuelcell exec app.wasm`\n$/],
    [['--runtime', 'wasm', '-c', ''], /^fuelcell: a WebAssembly module is run by `fuelcell exec MODULE`\n$/],
    [['--runtime', 'pyton', '-c', ''], /^fuelcell: No runtime is called "pyton"; did you mean "python"\?/],
    [['--dir', '/etc::/', '-c', ''], /^fuelcell: --dir "\/etc" would take the place of the run directory/],
    [['--dir', '/nowhere', '-c', ''], /^fuelcell: --dir "\/nowhere" is not a directory/],
  ])('refuses %j', async (tokens, sentence) => {
    expect(await fuelcell(['run', ...tokens])).toMatchObject({ exitCode: 126, stderr: expect.stringMatching(sentence) })
  })

  it('opens directories of the machine', async () => {
    const runner = new StubRunner(() => exited(0))
    await fuelcell(['run', '--dir', `${folder}::/in::ro`, '-c', ''], { runner })
    expect(runner.requests).toMatchObject([{ preopens: [{ host: folder, guest: '/in', access: 'read' }] }])
  })

  it('takes code as large as the run directory and no larger', async () => {
    const runner = new StubRunner(() => exited(0))
    expect(await fuelcell(['run', '--disk-limit', '4', given('four.py', '1234')], { runner })).toMatchObject({
      exitCode: 0,
    })
    const five = given('five.py', '12345')
    expect(await fuelcell(['run', '--disk-limit', '4', five])).toMatchObject({
      exitCode: 126,
      stderr: `fuelcell: ${JSON.stringify(five)} is longer than the 4 bytes that the run directory holds; raise it with --disk-limit\n`,
    })
  })
})

describe('output', () => {
  it('streams the exact bytes of both streams', async () => {
    const stdout = new Screen()
    const stderr = new Screen()
    const runner = new StubRunner(printing('\xff\x00\x1b[31m', '\xfe'))
    await fuelcell(['run', '-c', ''], { runner, stdout, stderr })
    expect([stdout.text, stderr.text]).toEqual(['\xff\x00\x1b[31m', '\xfe'])
  })

  it('is only the Result with --json', async () => {
    const runner = new StubRunner((request) => {
      expect(request.onOutput).toBeUndefined()
      return exited(5, { stdoutBytes: new Uint8Array([104, 105]) })
    })
    const { exitCode, stdout, stderr } = await fuelcell(['run', '--json', '-c', ''], { runner })
    expect({ exitCode, stderr }).toEqual({ exitCode: 5, stderr: '' })
    expect(stdout.endsWith('}\n')).toBe(true)
    expect(JSON.parse(stdout)).toMatchObject({ status: 'exit', exitCode: 5, stdoutBytes: { text: 'hi' } })
  })

  it('stops the run and ends with 141 when the reader of stdout has gone', async () => {
    const stdout = new Screen({ failure: 'EPIPE' })
    let stopped = false
    const runner = new StubRunner(({ onOutput, signal }) => {
      onOutput?.({ stream: 'stdout', bytes: Buffer.from('x') })
      return new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          stopped = true
          reject(new FuelcellError('aborted', 'stopped'))
        })
      })
    })
    expect(await fuelcell(['run', '-c', ''], { runner, stdout })).toMatchObject({ exitCode: 141, stderr: '' })
    expect({ stopped, closed: runner.closed }).toEqual({ stopped: true, closed: 1 })
  })

  it('does not mind that nobody reads stderr', async () => {
    const stderr = new Screen({ failure: 'EPIPE' })
    expect(await fuelcell(['run', '-c', ''], { runner: new StubRunner(printing('out', 'err')), stderr })).toMatchObject(
      {
        exitCode: 0,
        stdout: 'out',
      },
    )
  })
})

describe('the end of a run', () => {
  it.each([
    ['trap', 134, 'trap: integer divide by zero; the program broke a rule of WebAssembly, and no limit changes that'],
    ['timeout', 142, 'timeout: not done after 2 s; raise the limit with --timeout'],
    ['out-of-fuel', 152, 'out of fuel: all 5,000 units are used; raise the limit with --fuel'],
  ] as const)('is explained on stderr for %s', async (status, exitCode, line) => {
    const runner = new StubRunner(() => ended(status))
    expect(await fuelcell(['run', '--fuel', '5k', '--timeout', '2s', '-c', ''], { runner })).toMatchObject({
      exitCode,
      stdout: '',
      stderr: `fuelcell: ${line}\n`,
    })
  })

  it('is explained on a line of its own', async () => {
    const runner = new StubRunner((request) => {
      printing('out', 'half a line')(request)
      return ended('timeout')
    })
    expect(await fuelcell(['run', '-c', ''], { runner })).toMatchObject({
      stderr: 'half a line\nfuelcell: timeout: not done after 10 s; raise the limit with --timeout\n',
    })
  })

  const summary = 'fuelcell: exit 0 · 236,412 fuel (net 1,412) · 160 pages (10 MiB) · 0.4 ms · python cold\n'
  it.each([
    [false, [], 'err'],
    [false, ['--stats'], `err\n${summary}`],
    [true, [], `err\n${summary}`],
    [true, ['--no-stats'], 'err'],
  ])('is summed up when stderr is a terminal (%s) and options are %s: %j', async (isTTY, options, shown) => {
    const runner = new StubRunner(printing('', 'err'))
    const stderr = new Screen({ isTTY })
    expect(await fuelcell(['run', ...options, '-c', ''], { runner, stderr })).toMatchObject({
      exitCode: 0,
      stderr: shown,
    })
  })

  it('begins a line of its own below an unfinished one of stdout when both are on the terminal', async () => {
    const screens = { stdout: new Screen({ isTTY: true }), stderr: new Screen({ isTTY: true }) }
    const runner = new StubRunner(printing('out'))
    expect(await fuelcell(['run', '-c', ''], { runner, ...screens })).toMatchObject({ stderr: `\n${summary}` })
  })

  it('tells what the caller or the sandbox did wrong, and closes the runner', async () => {
    const runner = new StubRunner(() => Promise.reject(new FuelcellError('asset-missing', 'run `npm ci`')))
    expect(await fuelcell(['run', '-c', ''], { runner })).toMatchObject({
      exitCode: 126,
      stderr: 'fuelcell: run `npm ci`\n',
    })
    expect(runner.closed).toBe(1)
  })
})
