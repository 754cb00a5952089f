import { describe, expect, it } from 'vitest'
import { formatBytes, formatDuration } from '../../src/cli/format.js'

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [10_485_760, '10 MiB'],
    [1_073_741_824, '1 GiB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes).replace(/[,_]/g, '')).toBe(text)
  })
})

describe('formatDuration', () => {
  it.each([
    [1, '1 ms'],
    [999, '999 ms'],
    [1000, '1 s'],
    [59_999, '59.999 s'],
    [60_000, '1 min'],
    [100_000, '1.67 min'],
  ])('writes %d as %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text)
  })
})
