/** Judging a submission: its runs, one after the other, until one is not accepted. */
import type { Result } from '../../../core/result.js'
import type { OutputChunk, RunRequest } from '../../../runner/request/request.js'
import { fuelOfMs, outputOfBytes, pagesOfBytes, wallOfMs } from '../judging/limits.js'
import { type Given, wordsOf } from './given.js'
import { statusIds } from './statuses.js'
import { unjudged, type Verdict, verdictOf } from './verdict.js'

/** Runs a request once. */
export type RunOnce = (request: RunRequest) => Promise<Result>

export async function judge(given: Given, files: ReadonlyMap<string, Uint8Array>, runOnce: RunOnce): Promise<Verdict> {
  if (given.language.runtime === null) return printed(given)
  const verdicts: Verdict[] = []
  for (let run = 0; run < given.limits.number_of_runs; run += 1) {
    const verdict = await judgeOnce(given, given.language.runtime, files, runOnce)
    verdicts.push(verdict)
    if (verdict.statusId !== statusIds.accepted) break
  }
  const last = verdicts.at(-1) ?? { ...unjudged, statusId: statusIds.internalError }
  return {
    ...last,
    cpuNs: mean(verdicts.map(({ cpuNs }) => cpuNs)),
    memoryKb: mean(verdicts.map(({ memoryKb }) => memoryKb)),
  }
}

async function judgeOnce(
  given: Given,
  runtime: string,
  files: ReadonlyMap<string, Uint8Array>,
  runOnce: RunOnce,
): Promise<Verdict> {
  const pieces: Uint8Array[] = []
  const request = judge0Run(given, runtime, files)
  const onOutput = ({ bytes, stage }: OutputChunk) => {
    if (stage === undefined) pieces.push(bytes)
  }
  const result = await runOnce(given.redirectStderr ? { ...request, onOutput } : request)
  const streams = given.redirectStderr
    ? { stdout: Buffer.concat(pieces), stderr: new Uint8Array(0) }
    : { stdout: result.stdoutBytes, stderr: result.stderrBytes }
  return verdictOf(result, streams, given.expectedOutput)
}

export function judge0Run(given: Given, runtime: string, files: ReadonlyMap<string, Uint8Array>): RunRequest {
  const { limits, language } = given
  const options = wordsOf(given.compilerOptions ?? '') ?? []
  return {
    runtime,
    code: given.sourceCode,
    files: Object.fromEntries(files),
    stdin: given.stdin ?? '',
    args: wordsOf(given.commandLineArguments ?? '') ?? [],
    ...(language.compileCommand !== null && options.length > 0 && { compilerOptions: options }),
    limits: {
      fuel: fuelOfMs(limits.cpu_time_limit * 1000),
      timeoutMs: wallOfMs(limits.wall_time_limit * 1000),
      memoryPages: pagesOfBytes(limits.memory_limit * 1024),
      outputBytes: outputOfBytes(limits.max_file_size * 1024),
    },
  }
}

/** Plain text is its own output. */
function printed({ sourceCode, expectedOutput }: Given): Verdict {
  const nothing = new Uint8Array(0)
  const usage = { fuel: 0, durationMs: 0, memoryBytes: 0 }
  const result = { status: 'exit', exitCode: 0, usage, fuelEpoch: '' } as unknown as Result
  return { ...verdictOf(result, { stdout: sourceCode, stderr: nothing }, expectedOutput), fuelEpoch: null }
}

/** Whole, as what it is a mean of. */
function mean(values: ReadonlyArray<number | null>): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.trunc(known.reduce((sum, value) => sum + value, 0) / known.length)
}
