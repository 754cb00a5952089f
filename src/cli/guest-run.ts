/** One guest run for the commands that do one: streams tied to the process's own, the report at the end, nothing left behind. */
import type { Limits } from '../core/limits.js'
import type { Result } from '../core/result.js'
import type { RunRequest } from '../runner/request/request.js'
import { closeRunner } from './close-runner.js'
import type { Context, OptionValues } from './command.js'
import { exitCodeFor } from './exit-code.js'
import { guestOutput } from './guest-output.js'
import { commandLine as say } from './messages.js'
import type { cacheOptions, reportOptions, wallOptions } from './options.js'
import { provisioningProgress } from './progress.js'
import { guestStdin } from './streams.js'
import { untilStopped } from './until-stopped.js'

export interface GuestRun {
  readonly request: Omit<RunRequest, 'stdin' | 'limits' | 'signal' | 'onOutput'>
  readonly limits: Limits
  /** Those that were given for the tools that build the program. */
  readonly compileLimits?: Partial<Limits> | undefined
  /** Whether the command's stdin is the guest's. */
  readonly givesStdin: boolean
  /** The directory that gets the files which the guest left; `undefined` for none. */
  readonly out?: string | undefined
}

export type ReportValues = OptionValues<typeof reportOptions & typeof cacheOptions & typeof wallOptions>

/** Answers with the exit code. Rejects with the reason of whatever stopped it. */
export async function runGuest(run: GuestRun, report: ReportValues, context: Context): Promise<number> {
  if (run.out !== undefined) await prepareOut(run.out)
  const stop = AbortSignal.any([context.interrupted, context.outputClosed])
  const progress = provisioningProgress(context.stderr)
  const output = guestOutput(context)
  const stdin = guestStdin(context.stdin, context.stdinBytes?.())
  const cacheDir = report['cache-dir']
  const pending = context.createRunner({
    workers: 1,
    ...(cacheDir === undefined ? {} : { cacheDir }),
    ...(report.strict ? { strict: true } : {}),
    onProgress: progress.onProgress,
    onWarning: progress.onWarning,
  })
  try {
    const runner = await untilStopped(pending, stop)
    const request: RunRequest = {
      ...run.request,
      limits: { ...run.limits, ...(run.compileLimits && { compile: run.compileLimits }) },
      signal: stop,
      ...(run.givesStdin ? { stdin, ...(context.stdinIsTerminal?.() === true ? { stdinLines: true } : {}) } : {}),
      ...(report.json ? {} : { onOutput: output.write }),
    }
    const result = await untilStopped(runner.run(request), stop)
    progress.clear()
    // What the run came to is told in any case, and last what became of its files.
    const kept = keep(result, run.out, report, context)
    const line = await kept.catch(() => '')
    await tell(result, run, report, context, output.ownLine)
    await kept
    if (line !== '') output.ownLine(line)
    return exitCodeFor(result)
  } finally {
    progress.clear()
    stdin.release()
    await closeRunner(pending, stop)
  }
}

/** Better to say now that a directory cannot be written than after the run. Loaded when it is asked for. */
async function prepareOut(out: string): Promise<void> {
  const { checkWritable } = await import('./write-files.js')
  await checkWritable(out)
}

/** Writes what the guest left, however its run ended; the line that tells so, if it is wanted. */
async function keep(
  { files, deleted }: Result,
  out: string | undefined,
  { stats }: ReportValues,
  { stderr }: Context,
): Promise<string> {
  if (out === undefined) return ''
  const { writeFiles } = await import('./write-files.js')
  await writeFiles(out, files)
  return (stats ?? stderr.isTTY === true) ? say.outWritten(Object.keys(files).length, out, deleted) : ''
}

async function tell(
  result: Result,
  { limits, compileLimits }: GuestRun,
  report: ReportValues,
  context: Context,
  ownLine: (line: string) => void,
): Promise<void> {
  if (report.json) {
    const [{ encodeResult }, { toLine }] = await Promise.all([
      import('../wire/encode-result.js'),
      import('../wire/line.js'),
    ])
    context.stdout.write(`${toLine(encodeResult(result))}\n`)
  } else tellWarnings(result, ownLine)
  const stats = report.stats ?? context.stderr.isTTY === true
  if (result.status === 'exit' && !stats) return
  // Loaded only when there is something to say: a quiet run starts and ends sooner.
  const { explain, summarize } = await import('./explain.js')
  const explanation = explain(result, limits, compileLimits)
  if (explanation !== null) ownLine(say.failed(explanation))
  if (stats) ownLine(summarize(result))
}

/** What the tools said that built the program. Of a build that failed it was output already. */
function tellWarnings({ stages = [] }: Result, ownLine: (line: string) => void): void {
  for (const { exitCode, stderr } of stages) if (exitCode === 0 && stderr !== '') ownLine(stderr)
}
