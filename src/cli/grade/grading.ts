/** A runner for a grading, and its progress on a terminal. */

import { printable } from '../../core/quoting.js'
import type { GradeOptions } from '../../grade/grade.js'
import { gradeReports as say } from '../../grade/messages/reports.js'
import { closeRunner } from '../close-runner.js'
import type { Context } from '../command.js'
import { runOn } from '../fleet/run-on.js'
import { provisioningProgress } from '../progress.js'
import { untilStopped } from '../until-stopped.js'
import type { GradingValues } from './options.js'

/** Tests that wait for a worker: enough that none is ever idle. */
const TESTS_PER_WORKER = 4
const DEFAULT_WORKERS = 4

export type Tools = Pick<GradeOptions, 'run' | 'signal' | 'concurrency'> & {
  /** Resolves when there is a runner: what needs none, such as reading a task, is done before. */
  readonly ready: () => Promise<void>
  readonly onTest: (done: number, total: number, name: string) => void
}

/** Makes a runner and closes it whatever happens. */
export async function withGrader<T>(
  values: Omit<GradingValues, 'task'>,
  context: Context,
  work: (tools: Tools) => Promise<T>,
): Promise<T> {
  const stop = AbortSignal.any([context.interrupted, context.outputClosed])
  const provisioning = provisioningProgress(context.stderr)
  const progress = testProgress(context.stderr)
  const { workers, strict, redis, 'cache-dir': cacheDir } = values
  const pending = runOn(redis, context, {
    ...(workers === undefined ? {} : { workers }),
    ...(strict === undefined ? {} : { strict }),
    ...(cacheDir === undefined ? {} : { cacheDir }),
    onProgress: provisioning.onProgress,
    onWarning: provisioning.onWarning,
  })
  // Whoever waits for the runner has the error; until then it is nobody's.
  pending.catch(() => undefined)
  try {
    const concurrency = TESTS_PER_WORKER * (workers ?? DEFAULT_WORKERS)
    const tools: Tools = {
      run: async (request) => (await pending).run(request),
      ready: async () => {
        await untilStopped(pending, stop)
      },
      signal: stop,
      concurrency,
      onTest: progress.show,
    }
    return await untilStopped(work(tools), stop)
  } finally {
    provisioning.clear()
    progress.clear()
    await closeRunner(pending, stop)
  }
}

/** Back to the first column, and the line emptied (ECMA-48: CR, EL 2). */
const EMPTY_LINE = '\r\u001b[2K'
const QUIET_MS = 1000
const REDRAW_MS = 100

/** One line that changes, on a terminal only, and only when it takes a while. */
function testProgress(stderr: Context['stderr']) {
  const startedMs = performance.now()
  let drawnMs = Number.NEGATIVE_INFINITY
  return {
    show: (done: number, total: number, name: string) => {
      if (stderr.isTTY !== true) return
      const nowMs = performance.now()
      if (nowMs - startedMs < QUIET_MS || nowMs - drawnMs < REDRAW_MS) return
      drawnMs = nowMs
      const line = printable(say.progress(done, total, name)).replaceAll('\n', ' ')
      stderr.write(`${EMPTY_LINE}${line.slice(0, (stderr.columns ?? 80) - 1)}`)
    },
    clear: () => {
      if (Number.isFinite(drawnMs)) stderr.write(EMPTY_LINE)
      drawnMs = Number.NEGATIVE_INFINITY
    },
  }
}
