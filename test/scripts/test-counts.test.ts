import { describe, expect, test } from 'vitest'
import { cargoCounts, checkCounts, sumCounts, vitestCounts } from '../../scripts/test-counts.mjs'

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

test('a check adds a failure and no passes', () => {
  expect(sumCounts([checkCounts(0), checkCounts(1), { passed: 5, failed: 2 }])).toEqual({ passed: 5, failed: 3 })
})
