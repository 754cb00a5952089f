import { describe, expect, it } from 'vitest'
import { exitCodeFor } from '../../src/cli/exit-code.js'
import { explain, summarize } from '../../src/cli/explain.js'
import { defaultLimits } from '../../src/core/limits.js'
import { ended, exited } from '../support/results.js'

describe('exitCodeFor', () => {
  it.each([0, 1, 125, 126, 200, 255])('passes on the code %d of a guest', (code) => {
    expect(exitCodeFor(exited(code))).toBe(code)
  })

  it.each([
    ['trap', 134],
    ['out-of-memory', 137],
    ['timeout', 142],
    ['out-of-fuel', 152],
    ['output-limit', 153],
    ['disk-limit', 153],
  ] as const)('has a code for %s', (status, code) => {
    expect(exitCodeFor(ended(status))).toBe(code)
  })
})

describe('explain', () => {
  it('names the stage of a program that was not built', () => {
    expect(explain({ ...ended('out-of-fuel'), stage: 'compile' }, defaultLimits)).toBe(
      'the program was not built, its stage "compile" ended: out of fuel: all 40,000,000,000 units are used; raise the limit with --compile-fuel',
    )
    expect(explain({ ...ended('disk-limit'), stage: 'link' }, defaultLimits, { diskEntries: 2 })).toBe(
      'the program was not built, its stage "link" ended: disk limit: more than 64 MiB or 2 entries were needed; raise the limit with --compile-disk-limit or --compile-disk-entries',
    )
    expect(explain({ ...ended('trap'), stage: 'compile' }, defaultLimits)).toBe(
      'the program was not built, the tool of its stage "compile" gave up: integer divide by zero; make the program smaller, or simpler',
    )
    expect(explain({ ...exited(1), stage: 'link' }, defaultLimits)).toBeNull()
    expect(explain({ ...ended('timeout'), stage: 'run' }, defaultLimits)).toContain('not done after 10 s')
  })

  it('counts a single page as one', () => {
    expect(explain(ended('out-of-memory'), { ...defaultLimits, memoryPages: 1 })).toBe(
      'out of memory: more than 1 page (64 KiB) was asked for; raise the limit with --memory',
    )
  })

  it('says nothing of a guest that ended by itself', () => {
    expect(explain(exited(7), defaultLimits)).toBeNull()
  })

  it.each([
    ['out-of-fuel', 'out of fuel: all 10,000,000,000 units are used; raise the limit with --fuel'],
    ['timeout', 'timeout: not done after 10 s; raise the limit with --timeout'],
    ['out-of-memory', 'out of memory: more than 4,096 pages (256 MiB) were asked for; raise the limit with --memory'],
    ['output-limit', 'output limit: more than 1 MiB were written to one stream; raise the limit with --output-limit'],
    [
      'disk-limit',
      'disk limit: more than 16 MiB or 1,000 entries were needed; raise the limit with --disk-limit or --disk-entries',
    ],
    ['trap', 'trap: integer divide by zero; the program broke a rule of WebAssembly, and no limit changes that'],
  ] as const)('names the limit, its value and its option for %s', (status, line) => {
    expect(explain(ended(status), defaultLimits)).toBe(line)
  })

  it.each([
    [1, '1 ms'],
    [999, '999 ms'],
    [1500, '1.5 s'],
    [90_000, '1.5 min'],
    [86_400_000, '1440 min'],
  ])('writes a timeout of %d ms as %s', (timeoutMs, text) => {
    expect(explain(ended('timeout'), { ...defaultLimits, timeoutMs })).toContain(`after ${text};`)
  })
})

describe('summarize', () => {
  it('tells outcome, fuel, memory, time and start', () => {
    expect(summarize(exited(3))).toBe(
      'fuelcell: exit 3 · 236,412 fuel (net 1,412) · 160 pages (10 MiB) · 0.4 ms · python cold\n',
    )
  })

  it('says "at least" where the fuel is a lower bound', () => {
    const timeout = ended('timeout')
    expect(summarize({ ...timeout, usage: { ...timeout.usage, fuelExact: false } })).toBe(
      'fuelcell: timeout · at least 236,412 fuel (net 1,412) · 160 pages (10 MiB) · 0.4 ms · python cold\n',
    )
  })
})
