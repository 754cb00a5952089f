/** How a run ended, in the words of judges: exit codes, signals, clocks and caps. */
import type { BuildStage, Result, StageResult, Status } from '../../../core/result.js'

export type SignalName = 'SIGILL' | 'SIGABRT' | 'SIGFPE' | 'SIGKILL' | 'SIGSEGV' | 'SIGXFSZ'

/** As Linux numbers them on x86-64 (signal(7)). */
export const signalNumbers: Readonly<Record<SignalName, number>> = {
  SIGILL: 4,
  SIGABRT: 6,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGXFSZ: 25,
}

export type Ending =
  | { readonly kind: 'exit'; readonly code: number }
  /** `cpu` where the fuel was spent, `wall` where the guard behind it fired. */
  | { readonly kind: 'time'; readonly clock: 'cpu' | 'wall' }
  | { readonly kind: 'output'; readonly stream: 'stdout' | 'stderr' }
  | { readonly kind: 'memory' | 'disk' }
  | { readonly kind: 'signal'; readonly signal: SignalName }

type Ended = Pick<Result, 'status' | 'exitCode'> & {
  readonly trap?: string
  readonly stackFull?: boolean
  readonly truncated?: Result['truncated']
}

/** What a native program would have been killed by, where the engine says this. Everything else is an instruction that must not be. */
const signalOfTrap: ReadonlyMap<string, SignalName> = new Map([
  ['integer divide by zero', 'SIGFPE'],
  ['integer overflow', 'SIGFPE'],
  ['wasm `unreachable` instruction executed', 'SIGABRT'],
  ['out of bounds memory access', 'SIGSEGV'],
  ['out of bounds table access', 'SIGSEGV'],
  ['undefined element: out of bounds table access', 'SIGSEGV'],
  ['uninitialized element', 'SIGSEGV'],
  ['call stack exhausted', 'SIGSEGV'],
])

export function endingOf(result: Ended): Ending {
  const { status } = result
  switch (status) {
    case 'exit':
      return { kind: 'exit', code: result.exitCode ?? 0 }
    case 'out-of-fuel':
      return { kind: 'time', clock: 'cpu' }
    case 'timeout':
      return { kind: 'time', clock: 'wall' }
    case 'output-limit':
      return { kind: 'output', stream: result.truncated?.stdout === false ? 'stderr' : 'stdout' }
    case 'out-of-memory':
      return { kind: 'memory' }
    case 'disk-limit':
      return { kind: 'disk' }
    case 'trap':
      return { kind: 'signal', signal: signalOf(result) }
    default:
      return unknownStatus(status)
  }
}

function signalOf({ trap = '', stackFull = false }: Ended): SignalName {
  return stackFull ? 'SIGSEGV' : (signalOfTrap.get(trap) ?? 'SIGILL')
}

function unknownStatus(status: never): never {
  throw new TypeError(`no ending for the status ${String(status satisfies Status)}`)
}

/** The build of a program, taken together: what judges call compiling. */
export interface Build {
  readonly failed: boolean
  /** Of the last step, the one that failed if one did. */
  readonly ending: Ending
  readonly stage: BuildStage
  readonly stdout: string
  readonly stderr: string
  readonly fuel: number
  readonly durationMs: number
  readonly memoryBytes: number
}

/** `null` for a runtime that runs code as it is. */
export function buildOf(result: Pick<Result, 'stage' | 'stages'> & Ended): Build | null {
  const { stage = 'run', stages = [] } = result
  const last = stages.at(-1)
  if (last === undefined) return null
  const sum = (of: (report: StageResult) => number) => stages.reduce((total, report) => total + of(report), 0)
  return {
    failed: stage !== 'run',
    ending: endingOf(stage === 'run' ? last : result),
    stage: last.stage,
    stdout: stages.map(({ stdout }) => stdout).join(''),
    stderr: stages.map(({ stderr }) => stderr).join(''),
    fuel: sum(({ usage }) => usage.fuel),
    durationMs: sum(({ usage }) => usage.durationMs),
    memoryBytes: Math.max(...stages.map(({ usage }) => usage.memoryBytes)),
  }
}
