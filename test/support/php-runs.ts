import { afterAll, beforeAll } from 'vitest'
import type { Result } from '../../src/core/result.js'
import { createRunner, type Runner, type RunRequest } from '../../src/runner/runner.js'

/** `npm run tune:agreement` sets another one. */
const runtime = process.env.PHP_RUNTIME ?? 'php'

/** Runs PHP in a runner that the tests of a file share; its code without the opening tag. */
export function runsOfPhp(workers: number): (code: string, more?: Partial<RunRequest>) => Promise<Result> {
  let runner: Runner
  beforeAll(async () => {
    runner = await createRunner({ workers })
    await runner.run({ runtime, code: '' })
  }, 300_000)
  afterAll(async () => {
    await runner.close()
  })
  return (code, more = {}) => runner.run({ runtime, code: `<?php\n${code}`, clockStartMs: 946_684_800_000, ...more })
}
