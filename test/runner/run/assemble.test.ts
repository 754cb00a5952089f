import { describe, expect, test } from 'vitest'
import type { RunResult, Usage } from '../../../src/host/protocol.js'
import { assembleResult } from '../../../src/runner/run/assemble.js'
import { OutputLog } from '../../../src/runner/run/output-log.js'
import { result } from '../../support/messages.js'

const about = {
  runtime: 'python',
  start: 'cold',
  startupFuel: 234_000_000,
  startupCompileFuel: 40,
  startupSetupFuel: 30,
  startupCodeFuel: 20,
  startupCodeCompileFuel: 10,
  fuelEpoch: '0123456789ab',
  clockStartMs: 946_684_800_000,
  seed: 3,
} as const

function assemble(
  { usage = {}, ...changes }: Partial<Omit<RunResult, 'usage'>> & { readonly usage?: Partial<Usage> } = {},
  output: ReadonlyArray<readonly [stream: 1 | 2, bytes: Uint8Array]> = [],
  files = new Map<string, Uint8Array>(),
) {
  const log = new OutputLog()
  for (const [stream, bytes] of output) log.add(stream, bytes)
  return assembleResult(
    { result: { ...result, ...changes, usage: { ...result.usage, ...usage } }, output: log.recorded(), files },
    about,
  )
}

const said = (stream: 1 | 2, ...bytes: number[]) => [stream, Uint8Array.from(bytes)] as const

describe('a Result', () => {
  test('of a clean exit has everything', () => {
    expect(assemble()).toEqual({
      status: 'exit',
      ok: true,
      exitCode: 0,
      stdout: '',
      stderr: '',
      stdoutBytes: new Uint8Array(0),
      stderrBytes: new Uint8Array(0),
      tty: '',
      truncated: { stdout: false, stderr: false },
      usage: {
        fuel: 234_956_780,
        fuelExact: true,
        startupFuel: 234_000_000,
        memoryPages: 160,
        grownPages: 3,
        memoryBytes: 10_485_760,
        outputBytes: 6,
        diskBytes: 14,
        diskEntries: 1,
        openFiles: 2,
        durationMs: 36.25,
      },
      files: {},
      deleted: [],
      runtime: 'python',
      start: 'cold',
      world: { clockStartMs: 946_684_800_000, seed: 3 },
      fuelEpoch: '0123456789ab',
    })
  })

  test('tells setup and code apart, above empty ones', () => {
    expect(assemble({ usage: { compileFuel: 1040 } }).usage).toMatchObject({ compileFuel: 1000 })
    expect(assemble({ usage: { compileFuel: 1040, setupFuel: 530, codeFuel: 1520 } }).usage).toMatchObject({
      compileFuel: 1030,
      setupFuel: 500,
      codeFuel: 1500,
    })
    expect(assemble().usage).not.toHaveProperty('setupFuel')
  })

  test('of another exit has its code, and the error if there is one', () => {
    const error = { type: 'E', message: 'm', line: null, traceback: 't' }
    expect(assemble({ exitCode: 200 })).toMatchObject({ ok: false, exitCode: 200 })
    expect(assemble({ exitCode: 200 })).not.toHaveProperty('error')
    expect(assemble({ exitCode: 1, error })).toMatchObject({ ok: false, exitCode: 1, error })
  })

  test.each(['out-of-fuel', 'timeout', 'out-of-memory', 'output-limit', 'disk-limit'] as const)(
    'of %s has no exit code',
    (status) => {
      const assembled = assemble({ status, exitCode: null })
      expect(assembled).toMatchObject({ status, ok: false, exitCode: null })
      expect(assembled).not.toHaveProperty('trap')
    },
  )

  test('of a trap has its name', () => {
    const trap = 'integer divide by zero'
    expect(assemble({ status: 'trap', exitCode: null, trap, usage: { fuelExact: false } })).toMatchObject({
      status: 'trap',
      ok: false,
      exitCode: null,
      trap,
      usage: { fuelExact: false },
    })
  })

  test('has compileFuel where it is known', () => {
    expect(assemble({ usage: { compileFuel: 105_000 } }).usage.compileFuel).toBe(104_960)
    expect(assemble({ usage: { compileFuel: 39 } }).usage.compileFuel).toBe(0)
    expect(assemble().usage).not.toHaveProperty('compileFuel')
  })

  test('has the value of the last expression, and what a call returned', () => {
    const assembled = assemble({ value: "'x'", returned: '{"type":"int","value":"-ff"}' })
    expect(assembled).toMatchObject({ value: "'x'", returned: { type: 'int', value: '-255' } })
    expect(assemble()).not.toHaveProperty('value')
    expect(assemble()).not.toHaveProperty('returned')
  })

  test('says that an answer is damaged which is not tagged data', () => {
    expect(assemble({ returned: '{"type":"int","value":5}' })).toMatchObject({
      returned: { type: 'unsupported', value: 'damaged' },
    })
  })

  test('has both streams apart and together', () => {
    const assembled = assemble({}, [said(1, 97), said(2, 98), said(1, 99)])
    expect([assembled.stdout, assembled.stderr, assembled.tty]).toEqual(['ac', 'b', 'abc'])
    expect(assembled.stdoutBytes).toEqual(Uint8Array.of(97, 99))
    expect(assembled.stderrBytes).toEqual(Uint8Array.of(98))
  })

  test('decodes a character that came in two parts', () => {
    expect(assemble({}, [said(1, 0xc3), said(1, 0xa9)]).stdout).toBe('é')
  })

  test('has U+FFFD for what is not UTF-8, and the exact bytes', () => {
    const assembled = assemble({}, [said(1, 0x61, 0xff, 0x62)])
    expect(assembled.stdout).toBe('a\ufffdb')
    expect(assembled.stdoutBytes).toEqual(Uint8Array.of(0x61, 0xff, 0x62))
  })

  test('keeps a byte order mark', () => {
    expect(assemble({}, [said(1, 0xef, 0xbb, 0xbf, 0x61)]).stdout).toBe('\ufeffa')
  })

  test('has files under any name, and nothing under others', () => {
    const content = Uint8Array.of(1)
    const { files } = assemble({}, [], new Map([['__proto__', content]]))
    expect(Object.entries(files)).toEqual([['__proto__', content]])
    expect('toString' in files).toBe(false)
  })

  test('has deleted files sorted', () => {
    expect(assemble({ deleted: ['b', 'a', 'B'] }).deleted).toEqual(['B', 'a', 'b'])
  })

  test('says which streams were cut', () => {
    expect(assemble({ truncatedStderr: true }).truncated).toEqual({ stdout: false, stderr: true })
  })
})

test('a report counts only after a failure, and below what the host itself found', () => {
  const report = Buffer.from('{"type":"NameError","message":"no x"}')
  const told = (changes: Partial<RunResult>) => {
    const assembled = assemble({ report, ...changes })
    return assembled.status === 'exit' ? assembled.error?.type : null
  }
  expect(told({ exitCode: 0 })).toBeUndefined()
  expect(told({ exitCode: 1 })).toBe('NameError')
  expect(told({ exitCode: 1, error: { type: 'E', message: '', line: null, traceback: '' } })).toBe('E')
  expect(told({ exitCode: null, status: 'out-of-fuel' })).toBeNull()
})
