/** Runners for a bench, the bench on them, and its progress on a terminal. */
import { type BenchOptions, type BenchReport, bench, type Progress } from '../../bench/bench.js'
import type { BenchCase } from '../../bench/case.js'
import { bench as say } from '../../bench/messages.js'
import type { Run } from '../../bench/run.js'
import { oneLine } from '../../core/quoting.js'
import type { World } from '../../core/result.js'
import { closeRunner } from '../close-runner.js'
import type { Context } from '../command.js'
import { type Doer, runOn } from '../fleet/run-on.js'
import { provisioningProgress } from '../progress.js'
import { untilStopped } from '../until-stopped.js'
import { limitsGiven, type MeasuringValues } from './options.js'

/** Workers that verify at a time; with more repetitions they take turns. */
const MAX_VERIFIERS = 4
/** Nobody needs to be told of what is over at once. */
const QUIET_MS = 1000
const REDRAW_MS = 100

/** Measures the cases; a given world, such as a baseline's, stands in for the default one. */
export async function measureCases(
  cases: readonly BenchCase[],
  values: MeasuringValues,
  context: Context,
  world: Partial<World> = {},
): Promise<BenchReport> {
  const repetitions = (values.verify ?? 1) - 1
  return withRunners(1 + Math.min(repetitions, MAX_VERIFIERS), values, context, async ([first, ...others], tools) => {
    const verify =
      others.length === 0 ? [] : Array.from({ length: repetitions }, (_, index) => runOf(others[index % others.length]))
    const clockStartMs = values.clock ?? world.clockStartMs
    const seed = values.seed ?? world.seed
    return bench(cases, {
      run: runOf(first),
      verify,
      limits: limitsGiven(values),
      ...(values.start === undefined ? {} : { start: values.start }),
      ...(clockStartMs === undefined ? {} : { clockStartMs }),
      ...(seed === undefined ? {} : { seed }),
      ...tools,
    })
  })
}

function runOf(runner: Doer | undefined): Run {
  return (request) => {
    if (runner === undefined) throw new Error('there is no such runner')
    return runner.run(request)
  }
}

export type Tools = Pick<BenchOptions, 'signal'> & Required<Pick<BenchOptions, 'onProgress'>>

/** Makes runners and closes them whatever happens. All but the first have one worker each, so that no two share one. */
export async function withRunners<T>(
  count: number,
  values: Pick<MeasuringValues, 'cache-dir'> & { readonly redis?: string | undefined },
  context: Context,
  work: (runners: readonly Doer[], tools: Tools) => Promise<T>,
): Promise<T> {
  const stop = AbortSignal.any([context.interrupted, context.outputClosed])
  const provisioning = provisioningProgress(context.stderr)
  const progress = benchProgress(context.stderr)
  const cacheDir = values['cache-dir']
  const pending = Array.from({ length: count }, (_, index) =>
    runOn(values.redis, context, {
      ...(index === 0 ? {} : { workers: 1 }),
      ...(cacheDir === undefined ? {} : { cacheDir }),
      onProgress: provisioning.onProgress,
      onWarning: provisioning.onWarning,
    }),
  )
  try {
    const runners = await untilStopped(Promise.all(pending), stop)
    return await untilStopped(work(runners, { signal: stop, onProgress: progress.show }), stop)
  } finally {
    provisioning.clear()
    progress.clear()
    await Promise.all(pending.map((one) => closeRunner(one, stop)))
  }
}

/** Back to the first column, and the line emptied (ECMA-48: CR, EL 2). */
const EMPTY_LINE = '\r\u001b[2K'

/** One line that changes, on a terminal only, and only when it takes a while. */
export function benchProgress(stderr: Context['stderr'], now = () => performance.now()) {
  const startedMs = now()
  let drawnMs = Number.NEGATIVE_INFINITY
  return {
    show: ({ done, total, name }: Progress) => {
      const nowMs = now()
      if (stderr.isTTY !== true || nowMs - startedMs < QUIET_MS || nowMs - drawnMs < REDRAW_MS) return
      drawnMs = nowMs
      const line = oneLine(say.progress(done, total, name))
      stderr.write(`${EMPTY_LINE}${line.slice(0, (stderr.columns || 80) - 1)}`)
    },
    clear: () => {
      if (Number.isFinite(drawnMs)) stderr.write(EMPTY_LINE)
      drawnMs = Number.NEGATIVE_INFINITY
    },
  }
}
