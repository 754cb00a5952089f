import type { Listed } from '../grade.js'
import type { UnitTests } from '../task/task.js'
import type { TestContext } from './context.js'

/** The tests of a Python test file. */
export async function unitTestsOf(_test: UnitTests, _context: TestContext): Promise<readonly Listed[]> {
  return []
}
