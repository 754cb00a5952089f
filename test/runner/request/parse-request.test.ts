import { describe, expect, test } from 'vitest'
import { FuelcellError } from '../../../src/core/errors.js'
import { parseRequest } from '../../../src/runner/request/parse-request.js'

const base = { runtime: 'python', code: 'pass' }
const parse = (changes: object) => parseRequest({ ...base, ...changes }, 'runner.run')

/** Code and message of the error that the changes to a good request lead to. */
function refusal(changes: object): [code: string, message: string] {
  try {
    parse(changes)
  } catch (error) {
    if (error instanceof FuelcellError) return [error.code, error.message]
    throw error
  }
  return ['accepted', '']
}

describe('a request', () => {
  test('has defaults for all but the runtime and the code', () => {
    const { clockStartMs, ...rest } = parse({})
    expect(rest).toEqual({
      caller: 'runner.run',
      runtime: 'python',
      program: { code: Buffer.from('pass') },
      entry: undefined,
      args: [],
      env: [],
      stdin: new Uint8Array(0),
      stdinLines: false,
      files: new Map(),
      preopens: [],
      chroot: true,
      start: undefined,
      call: null,
      setup: [],
      keepOutput: true,
      lastValue: false,
      profileFuel: null,
      limits: expect.objectContaining({ fuel: 10_000_000_000 }),
      givenLimits: {},
      build: { compilerOptions: [], sources: [], limits: {}, given: [] },
      seed: 0,
      signal: undefined,
      onOutput: undefined,
    })
    expect(Math.abs(Date.now() - clockStartMs)).toBeLessThan(60_000)
  })

  test('with an unknown key is refused with the nearest name', () => {
    expect(refusal({ limit: {} })).toEqual([
      'unknown-option',
      'runner.run does not know the option "limit"; did you mean "limits"?',
    ])
    expect(refusal({ fuel: 1e9 })).toEqual([
      'unknown-option',
      'runner.run does not know the option "fuel"; did you mean "limits.fuel"?',
    ])
    expect(refusal({ timeout: 5 })).toEqual([
      'unknown-option',
      'runner.run does not know the option "timeout"; did you mean "limits.timeoutMs"?',
    ])
    expect(refusal({ limits: { timeout: 5 } })).toEqual([
      'unknown-option',
      'runner.run (limits) does not know the option "timeout"; did you mean "timeoutMs"?',
    ])
  })

  test.each([[undefined], [null], [[]], ['python']])('is not %j', (input) => {
    expect(() => parseRequest(input, 'runner.run')).toThrow(expect.objectContaining({ code: 'invalid-option' }))
  })
})

describe('entry', () => {
  const files = { src: { 'app.py': 'pass', 'lib.py': '' }, 'data.bin': Uint8Array.of(0) }

  test('is taken out of the files when there is no code', () => {
    const parsed = parse({ code: undefined, entry: 'src/app.py', files })
    expect(parsed).toMatchObject({ program: { code: Buffer.from('pass') }, entry: 'src/app.py' })
    expect([...parsed.files.keys()]).toEqual(['src/lib.py', 'data.bin'])
  })

  test('of a module is its bytes and its name', () => {
    const parsed = parse({ runtime: 'wasm', code: undefined, entry: 'data.bin', files })
    expect(parsed.program).toEqual({ module: Uint8Array.of(0), name: 'data.bin' })
  })

  test('that is no file is told with the nearest one', () => {
    expect(refusal({ code: undefined, entry: 'src/ap.py', files })).toEqual([
      'invalid-option',
      'runner.run: the entry "src/ap.py" is not among the files, and there is no code; did you mean "src/app.py"?',
    ])
  })

  test('must be the path of a file, and not stand beside a module or a call', () => {
    expect(refusal({ entry: '/main.py' })[0]).toBe('invalid-file-name')
    expect(refusal({ runtime: 'wasm', code: undefined, module: 'a.wasm', entry: 'b' })[1]).toContain(
      'exclude each other',
    )
    expect(refusal({ entry: 'a.py', call: { function: 'f' } })[1]).toContain('call.file names the file of a call')
  })
})

describe('code', () => {
  test('may hold NUL, a byte order mark and any well-formed text', () => {
    const code = '\ufeffprint("a\0b", "😀")'
    expect(parse({ code }).program).toEqual({ code: Buffer.from(code) })
  })

  test.each([[undefined], [5], [null], [['print(1)']], [[1, 2]]])('is not %j', (code) => {
    expect(refusal({ code })[0]).toBe('invalid-code')
  })

  test('may be bytes', () => {
    expect(parse({ code: Uint8Array.of(0x78, 0xe9) }).program).toEqual({ code: Uint8Array.of(0x78, 0xe9) })
  })

  test('with half of a surrogate pair is refused, with the place', () => {
    expect(refusal({ code: 'x = "\ud83d"' })).toEqual([
      'invalid-code',
      'runner.run: code has half of a surrogate pair at index 5, which no encoding can carry',
    ])
  })

  test('is refused when the run directory cannot hold it', () => {
    expect(refusal({ code: 'é', limits: { diskBytes: 1 } })).toEqual([
      'invalid-code',
      'runner.run: code is 2 bytes, but the run directory holds 1; raise limits.diskBytes',
    ])
    expect(refusal({ code: 'é', limits: { diskBytes: 2 } })[0]).toBe('accepted')
  })

  test('is for language runtimes, modules are for wasm', () => {
    expect(refusal({ module: '/x.wasm' })[0]).toBe('invalid-option')
    expect(refusal({ runtime: 'wasm' })[0]).toBe('invalid-option')
    expect(refusal({ runtime: 'wasm', code: undefined })[0]).toBe('invalid-option')
    expect(parse({ runtime: 'wasm', code: undefined, module: '/x.wasm' }).program).toEqual({
      module: '/x.wasm',
      name: 'x.wasm',
    })
    const bytes = new Uint8Array(8)
    expect(parse({ runtime: 'wasm', code: undefined, module: bytes }).program).toEqual({
      module: bytes,
      name: 'module.wasm',
    })
  })
})

describe('a setup', () => {
  test('is one text or several', () => {
    expect(parse({ setup: 'é' }).setup).toEqual([Buffer.from('é')])
    expect(parse({ setup: ['n = 1', ''] }).setup).toEqual([Buffer.from('n = 1'), Buffer.alloc(0)])
  })

  test.each([
    [{ setup: 5 }],
    [{ setup: [5] }],
    [{ setup: '\udc00' }],
    [{ setup: 'x'.repeat(16_777_217) }],
    [{ setup: '', call: { function: 'f' } }],
    [{ setup: '', returns: 'last' }],
  ])('is refused otherwise', (request) => {
    expect(refusal(request)[0]).toBe('invalid-option')
  })
})

describe('options of a request', () => {
  test.each([
    [{ runtime: 5 }],
    [{ args: 'x' }],
    [{ args: [5] }],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tried.
    [{ args: ['a', , 'b'] }],
    [{ args: ['a\0'] }],
    [{ args: ['\udc00'] }],
    [{ args: ['x'.repeat(1_048_576)] }],
    [{ env: { '': 'x' } }],
    [{ env: { 'A=B': 'x' } }],
    [{ env: { 'A\0': 'x' } }],
    [{ env: { A: 'x\0' } }],
    [{ env: { A: 5 } }],
    [{ env: [['A', 'b']] }],
    [{ stdin: 5 }],
    [{ stdin: null }],
    [{ stdin: ['text'] }],
    [{ stdin: '\ud800' }],
    [{ files: { a: 5 } }],
    [{ files: { a: '\ud800' } }],
    [{ files: [] }],
    [{ files: new Map([['a', 'b']]) }],
    [{ env: new Map([['A', 'b']]) }],
    [{ limits: new Map([['fuel', 5]]) }],
    [{ chroot: 'yes' }],
    [{ chroot: false }],
    [{ start: 'hot' }],
    [{ seed: -1 }],
    [{ seed: 1.5 }],
    [{ seed: 2 ** 53 }],
    [{ seed: 'Random' }],
    [{ clockStartMs: -1 }],
    [{ clockStartMs: 18_429_292_800_000 }],
    [{ clockStartMs: new Date() }],
    [{ signal: {} }],
    [{ onOutput: 'print' }],
    [{ preopens: 'x' }],
    [{ preopens: [{ host: '/tmp', guest: '', access: 'read' }] }],
    [{ preopens: [{ host: '/tmp', guest: '/', access: 'read' }] }],
    [{ preopens: [{ host: '/tmp', guest: '/a', access: 'write' }] }],
    [{ preopens: [{ host: '/tmp\0', guest: '/a', access: 'read' }] }],
    [
      {
        preopens: [
          { host: '/tmp', guest: '/a', access: 'read' },
          { host: '/var', guest: '/a/', access: 'read' },
        ],
      },
    ],
  ])('are refused: %j', (changes) => {
    expect(refusal(changes)[0]).toBe('invalid-option')
  })

  test('name what is wrong with them', () => {
    expect(refusal({ args: ['ok', 5] })[1]).toBe('runner.run: args[1] must be a string, but 5 was given')
    expect(refusal({ env: { 'a\u202eb': 5 } })[1]).toBe(
      'runner.run: env["a\\u{202e}b"] must be a string, but 5 was given',
    )
    expect(refusal({ seed: -1 })[1]).toBe(
      'runner.run: seed must be a whole number from 0 to 9,007,199,254,740,991, but -1 was given',
    )
    expect(refusal({ preopens: [{ hots: '/' }] })).toEqual([
      'unknown-option',
      'runner.run (preopens[0]) does not know the option "hots"; did you mean "host"?',
    ])
  })

  test('are taken over', () => {
    const signal = new AbortController().signal
    const onOutput = () => {}
    const parsed = parse({
      args: ['a', 'ü'],
      env: { A: '1', B: '' },
      stdin: 'é',
      files: { 'd/e.txt': 'ü', 'b.bin': Uint8Array.of(0, 255) },
      preopens: [{ host: '/tmp/../tmp', guest: '/data', access: 'read' }],
      start: 'warm',
      seed: Number.MAX_SAFE_INTEGER,
      clockStartMs: 18_429_292_799_999,
      signal,
      onOutput,
    })
    expect(parsed).toMatchObject({
      args: ['a', 'ü'],
      env: [
        ['A', '1'],
        ['B', ''],
      ],
      stdin: Buffer.from('é'),
      preopens: [{ host: '/tmp', guest: '/data', access: 'read' }],
      start: 'warm',
      seed: 9_007_199_254_740_991,
      clockStartMs: 18_429_292_799_999,
    })
    expect(parsed.signal).toBe(signal)
    expect(parsed.onOutput).toBe(onOutput)
    expect([...parsed.files]).toEqual([
      ['d/e.txt', Buffer.from('ü')],
      ['b.bin', Uint8Array.of(0, 255)],
    ])
  })

  test('draw a seed of their own when it is to be random', () => {
    const seeds = Array.from({ length: 8 }, () => parse({ seed: 'random' }).seed)
    expect(seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0)).toBe(true)
    expect(new Set(seeds).size).toBe(8)
  })

  test('count files and code against the run directory together', () => {
    const changes = { code: '1234', files: { a: '56' } }
    expect(refusal({ ...changes, limits: { diskBytes: 6 } })[0]).toBe('accepted')
    expect(refusal({ ...changes, limits: { diskBytes: 5 } })).toEqual([
      'invalid-option',
      'runner.run: code and files are 6 bytes, but the run directory holds 5; raise limits.diskBytes',
    ])
  })

  test('may be a plain module without a run directory as its root', () => {
    const preopens = [{ host: '/tmp', guest: '/', access: 'read-write' }]
    const parsed = parse({ runtime: 'wasm', code: undefined, module: '/x.wasm', chroot: false, preopens })
    expect([parsed.chroot, parsed.preopens]).toEqual([false, preopens])
  })
})
