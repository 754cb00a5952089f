/** What a Result comes to in a line for a person. */
import { defaultCompileLimits, type Limits } from '../core/limits.js'
import { netFuel, type Result } from '../core/result.js'
import { PAGE_BYTES } from '../core/units.js'
import { formatBytes, formatDuration } from './format.js'
import { commandLine as say } from './messages.js'

/**
 * Why the guest did not end by itself: the limit, its value and the option that raises it; `null` when it did. Of a program that was
 * not built it is the tool's limit, given or by default.
 */
export function explain(result: Result, limits: Limits, compileLimits: Partial<Limits> = {}): string | null {
  const { stage, status } = result
  if (stage === undefined || stage === 'run' || status === 'exit') return explainRun(result, limits, '--')
  if (status === 'trap') return say.toolTrapped(stage, result.trap)
  const why = explainRun(result, { ...defaultCompileLimits, ...compileLimits }, '--compile-')
  return why === null ? null : say.buildStopped(stage, why)
}

function explainRun(result: Result, limits: Limits, dashes: string): string | null {
  switch (result.status) {
    case 'exit':
      return null
    case 'out-of-fuel':
      return say.outOfFuel(limits.fuel, `${dashes}fuel`)
    case 'timeout':
      return say.timeout(formatDuration(limits.timeoutMs), `${dashes}timeout`)
    case 'out-of-memory':
      return say.outOfMemory(limits.memoryPages, formatBytes(limits.memoryPages * PAGE_BYTES), `${dashes}memory`)
    case 'output-limit':
      return say.outputLimit(formatBytes(limits.outputBytes), `${dashes}output-limit`)
    case 'disk-limit':
      return say.diskLimit(formatBytes(limits.diskBytes), limits.diskEntries, `${dashes}disk-`)
    case 'trap':
      return result.stackFull ? say.stackFull(result.trap) : say.trap(result.trap)
  }
}

/** How the run ended and what it used, for `--stats`. */
export function summarize(result: Result): string {
  const { usage, runtime, start } = result
  return say.summary({
    outcome: result.status === 'exit' ? `exit ${result.exitCode}` : result.status,
    fuel: usage.fuel,
    fuelExact: usage.fuelExact,
    netFuel: netFuel(usage),
    memoryPages: usage.memoryPages,
    memory: formatBytes(usage.memoryBytes),
    durationMs: usage.durationMs,
    runtime,
    start,
  })
}
