import { describe, expect, it } from 'vitest'
import { nearestName } from '../../src/core/validate.js'

describe('the nearest name', () => {
  it.each([
    ['pyton', ['ruby', 'python', 'c'], 'python'],
    ['rnu', ['run', 'exec', 'bench'], 'run'],
    ['timeout', ['fuel', 'timeoutMs', 'memoryPages'], 'timeoutMs'],
    ['memory', ['fuel', 'timeoutMs', 'memoryPages'], 'memoryPages'],
    ['C', ['cpp', 'c'], 'c'],
    ['TIMEOUT', ['fuel', 'timeoutMs'], 'timeoutMs'],
    ['fule', ['file', 'fuel', 'dir'], 'fuel'],
    ['flie', ['fuel', 'file'], 'file'],
    ['epxort', ['import', 'export'], 'export'],
  ])('of %j among %j is %j', (name, known, nearest) => {
    expect(nearestName(name, known)).toBe(nearest)
  })

  it.each([
    ['nope', ['c', 'cpp', 'php', 'python', 'ruby']],
    ['nope', ['file', 'fuel', 'dir']],
    ['frobnicate', ['run', 'grade', 'runtimes']],
    ['x', ['c', 'h']],
    ['', ['c', 'cpp']],
    ['python', []],
    ['p'.repeat(41), ['p'.repeat(40)]],
  ])('of %j is none of %j', (name, known) => {
    expect(nearestName(name, known)).toBeUndefined()
  })
})
