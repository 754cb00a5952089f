import { describe, expect, test } from 'vitest'
import type { Result } from '../../../src/core/result.js'
import { buildOf, endingOf } from '../../../src/server/dialects/judging/ending.js'
import {
  diskOfBytes,
  fuelOfMs,
  msOfFuel,
  outputOfBytes,
  pagesOfBytes,
  wallOfMs,
} from '../../../src/server/dialects/judging/limits.js'
import { placeProgram } from '../../../src/server/dialects/programs/place.js'
import { sourcesAmong } from '../../../src/server/dialects/programs/sources.js'
import { semverOf } from '../../../src/server/dialects/programs/version.js'
import { ended, exited } from '../../support/results.js'

describe('limits of judges', () => {
  test.each([
    [fuelOfMs(1000), 1_000_000_000],
    [fuelOfMs(0), 1],
    [fuelOfMs(0.0005), 500],
    [fuelOfMs(1e300), Number.MAX_SAFE_INTEGER],
    [msOfFuel(1_500_000), 1.5],
    [wallOfMs(1.2), 2],
    [wallOfMs(0), 1],
    [wallOfMs(1e12), 86_400_000],
    [pagesOfBytes(65_536), 1],
    [pagesOfBytes(65_535), 1],
    [pagesOfBytes(200_000), 3],
    [pagesOfBytes(1e15), 65_536],
    [outputOfBytes(1e15), 134_217_728],
    [diskOfBytes(1e15), 1_073_741_824],
  ])('%d is %d', (got, wanted) => expect(got).toBe(wanted))
})

describe('an ending', () => {
  const trap = (text: string, more: object = {}) => ({ ...ended('trap'), trap: text, ...more }) as Result
  test.each<[string, Result, object]>([
    ['exit 0', exited(0), { kind: 'exit', code: 0 }],
    ['exit 3', exited(3), { kind: 'exit', code: 3 }],
    ['spent fuel', ended('out-of-fuel'), { kind: 'time', clock: 'cpu' }],
    ['a deadline', ended('timeout'), { kind: 'time', clock: 'wall' }],
    ['memory', ended('out-of-memory'), { kind: 'memory' }],
    ['disk', ended('disk-limit'), { kind: 'disk' }],
    [
      'full stdout',
      { ...ended('output-limit'), truncated: { stdout: true, stderr: false } },
      { kind: 'output', stream: 'stdout' },
    ],
    [
      'full stderr',
      { ...ended('output-limit'), truncated: { stdout: false, stderr: true } },
      { kind: 'output', stream: 'stderr' },
    ],
    ['a division', trap('integer divide by zero'), { kind: 'signal', signal: 'SIGFPE' }],
    ['an overflow', trap('integer overflow'), { kind: 'signal', signal: 'SIGFPE' }],
    ['abort', trap('wasm `unreachable` instruction executed'), { kind: 'signal', signal: 'SIGABRT' }],
    ['bounds', trap('out of bounds memory access'), { kind: 'signal', signal: 'SIGSEGV' }],
    ['a table', trap('undefined element: out of bounds table access'), { kind: 'signal', signal: 'SIGSEGV' }],
    ['no function', trap('uninitialized element'), { kind: 'signal', signal: 'SIGSEGV' }],
    ['the stack', trap('the stack is full', { stackFull: true }), { kind: 'signal', signal: 'SIGSEGV' }],
    ['the engine’s stack', trap('call stack exhausted', { stackFull: true }), { kind: 'signal', signal: 'SIGSEGV' }],
    ['a signature', trap('indirect call type mismatch'), { kind: 'signal', signal: 'SIGILL' }],
    ['a conversion', trap('invalid conversion to integer'), { kind: 'signal', signal: 'SIGILL' }],
  ])('of %s', (_name, result, ending) => expect(endingOf(result)).toEqual(ending))
})

test('what built a program counts as one compilation', () => {
  const stage = (name: 'compile' | 'link', fuel: number, stderr: string) => ({
    stage: name,
    source: null,
    status: 'exit' as const,
    exitCode: 0,
    usage: { ...exited(0).usage, fuel, durationMs: 2 },
    stdout: '',
    stderr,
  })
  expect(buildOf(exited(0))).toBeNull()
  const stages = [stage('compile', 5, 'a\n'), stage('link', 7, 'b\n')]
  expect(buildOf(exited(3, { stage: 'run', stages }))).toEqual({
    failed: false,
    ending: { kind: 'exit', code: 0 },
    stage: 'link',
    stdout: '',
    stderr: 'a\nb\n',
    fuel: 12,
    durationMs: 4,
    memoryBytes: 10_485_760,
  })
  const failed = { ...ended('out-of-fuel'), stage: 'compile' as const, stages: stages.slice(0, 1) }
  expect(buildOf(failed)).toMatchObject({ failed: true, ending: { kind: 'time', clock: 'cpu' }, stage: 'compile' })
})

test.each([
  ['3.11.3', '3.11.3'],
  ['2021-03-27', '2021.3.27'],
  ['C11 (clang 8.0.1)', '8.0.1'],
  ['C++14 (clang 8.0.1)', '8.0.1'],
  ['3.26', '3.26.0'],
  ['v12', '12.0.0'],
  ['unknown', '0.0.0'],
])('%s is version %s', (version, semver) => expect(semverOf(version)).toBe(semver))

describe('a program is placed', () => {
  const code = new Uint8Array([1])
  const file = new Uint8Array([2])
  test.each<[string, string | undefined, Record<string, Uint8Array>, object]>([
    ['under the runtime’s name', undefined, {}, { code, files: {} }],
    ['whatever its name is', 'a.py', {}, { code, files: {} }],
    ['and under its own beside others', 'a.py', { 'b.py': file }, { code, files: { 'b.py': file, 'a.py': code } }],
    [
      'under its own where that of the entry is taken',
      'a.py',
      { 'main.py': file },
      { code, entry: 'a.py', files: { 'main.py': file } },
    ],
    ['in place of a file of its name', 'main.py', { 'main.py': file, b: file }, { code, files: { b: file } }],
  ])('%s', (_name, name, others, placed) => {
    expect(placeProgram('main.py', code, name, new Map(Object.entries(others)))).toEqual(placed)
  })
})

test('sources are told from headers by their ends', () => {
  expect(sourcesAmong('c', ['a.c', 'a.h', 'b/c.c', 'd.cpp', 'README'])).toEqual(['a.c', 'b/c.c'])
  expect(sourcesAmong('cpp', ['a.cpp', 'a.hpp', 'b.cc', 'c.c'])).toEqual(['a.cpp', 'b.cc'])
  expect(sourcesAmong('python', ['a.py'])).toEqual([])
})
