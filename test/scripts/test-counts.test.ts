import { describe, expect, test } from 'vitest'
import { cargoCounts, checkCounts, pytestCounts, sumCounts, vitestCounts } from '../../scripts/test-counts.mjs'

const passing = { status: 'passed', assertionResults: [{ status: 'passed' }] }
const failing = { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] }
const broken = { status: 'failed', assertionResults: [] }

describe('vitest', () => {
  test('counts the tests of its report', () => {
    const report = { numPassedTests: 2, numFailedTests: 1, testResults: [passing, failing] }
    expect(vitestCounts(report, 1)).toEqual({ passed: 2, failed: 1 })
  })

  test('counts a file that could not be loaded as one failure', () => {
    const report = { numPassedTests: 1, numFailedTests: 0, testResults: [passing, broken] }
    expect(vitestCounts(report, 1)).toEqual({ passed: 1, failed: 1 })
  })

  test('counts a failing run without failing tests as one failure', () => {
    expect(vitestCounts({ numPassedTests: 1, numFailedTests: 0, testResults: [passing] }, 1)).toEqual({
      passed: 1,
      failed: 1,
    })
  })

  test('counts a run without a report as one failure', () => {
    expect(vitestCounts(undefined, 0)).toEqual({ passed: 0, failed: 1 })
  })
})

describe('cargo', () => {
  const lines =
    'running 2 tests\ntest result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n' +
    'test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n'

  test('counts every test program', () => {
    expect(cargoCounts(lines, 101)).toEqual({ passed: 5, failed: 1 })
  })

  test('counts a build that fails as one failure', () => {
    expect(cargoCounts('', 101)).toEqual({ passed: 0, failed: 1 })
  })
})

describe('pytest', () => {
  test.each([
    ['72 passed in 2.83s', 0, { passed: 72, failed: 0 }],
    ['= 1 failed, 70 passed, 2 errors in 9.83s =', 1, { passed: 70, failed: 3 }],
    ['70 passed, 1 skipped, 2 warnings in 61.00s (0:01:01)', 0, { passed: 70, failed: 0 }],
    ['1 error in 0.20s', 2, { passed: 0, failed: 1 }],
    ['', 4, { passed: 0, failed: 1 }],
    ['.... 3 passed of mine\n5 passed in 1.00s', 0, { passed: 5, failed: 0 }],
  ])('reads %j', (line, exitCode, counts) => {
    expect(pytestCounts(`....\n${line}\n`, exitCode)).toEqual(counts)
  })
})

test('a check adds a failure and no passes', () => {
  expect(sumCounts([checkCounts(0), checkCounts(1), { passed: 5, failed: 2 }])).toEqual({ passed: 5, failed: 3 })
})
