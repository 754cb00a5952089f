/** Reads true numbers out of what the test runners report. */

/**
 * Numbers out of vitest's JSON report, `undefined` when it wrote none.
 * A file that fails before its first test, or outside of any, counts as one failure, and so does a failing run that names none.
 */
export function vitestCounts(report, exitCode) {
  if (report === undefined) return { passed: 0, failed: 1 }
  const { numPassedTests: passed, numFailedTests, testResults } = report
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  )
  const failed = numFailedTests + brokenFiles.length
  return { passed, failed: exitCode === 0 ? failed : Math.max(failed, 1) }
}

/** Numbers out of what `cargo test` prints: one `test result:` line for each test program. */
export function cargoCounts(stdout, exitCode) {
  let passed = 0
  let failed = 0
  for (const match of stdout.matchAll(/^test result: \S+ (\d+) passed; (\d+) failed;/gm)) {
    passed += Number(match[1])
    failed += Number(match[2])
  }
  return { passed, failed: exitCode === 0 ? failed : Math.max(failed, 1) }
}

/** Numbers out of pytest's closing line, such as `2 failed, 70 passed, 1 error in 3.2s`. */
export function pytestCounts(stdout, exitCode) {
  const [line = ''] = stdout.match(/^.*\b(?:passed|failed|errors?)\b.* in [\d.]+s.*$/gm)?.slice(-1) ?? []
  const count = (word) => Number(new RegExp(`(\\d+) ${word}`).exec(line)?.[1] ?? 0)
  const failed = count('failed') + count('errors?')
  return { passed: count('passed'), failed: exitCode === 0 ? failed : Math.max(failed, 1) }
}

/** Numbers of a check that has no tests: nothing when it passes, one failure when it does not. */
export function checkCounts(exitCode) {
  return { passed: 0, failed: exitCode === 0 ? 0 : 1 }
}

export function sumCounts(all) {
  return all.reduce((sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }), {
    passed: 0,
    failed: 0,
  })
}
