/** A Result in Piston's words. */
import type { Result } from '../../../core/result.js'
import { type Build, buildOf, type Ending, endingOf, type SignalName, signalNumbers } from '../judging/ending.js'
import { msOfFuel } from '../judging/limits.js'
import type { PistonRuntime } from './languages.js'
import { piston as say } from './messages.js'

export interface PistonStage {
  readonly signal: SignalName | null
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
  /** Both streams as they came. */
  readonly output: string
  /** Bytes. */
  readonly memory: number
  readonly message: string | null
  readonly status: 'RE' | 'SG' | 'TO' | 'OL' | 'EL' | null
  /** Milliseconds: of fuel, which repeats, and on the clock. */
  readonly cpu_time: number
  readonly wall_time: number
  readonly fuel: number
}

export interface PistonAnswer {
  readonly compile?: PistonStage
  readonly run: PistonStage
  readonly language: string
  readonly version: string
}

export function pistonAnswer({ language, version }: PistonRuntime, result: Result): PistonAnswer {
  const build = buildOf(result)
  const compile = build === null ? undefined : compileStage(build)
  // A client that knows of no `compile` finds what it needs in `run`.
  if (build?.failed === true && compile !== undefined) return { compile, run: compile, language, version }
  const run = stageOf(endingOf(result), {
    stdout: result.stdout,
    stderr: result.stderr,
    output: result.tty,
    memory: result.usage.memoryBytes,
    fuel: result.usage.fuel,
    wall_time: result.usage.durationMs,
  })
  return { ...(compile !== undefined && { compile }), run, language, version }
}

function compileStage({ ending, stdout, stderr, memoryBytes, fuel, durationMs }: Build): PistonStage {
  const output = `${stdout}${stderr}`
  return stageOf(ending, { stdout, stderr, output, memory: memoryBytes, fuel, wall_time: durationMs })
}

type Measured = Omit<PistonStage, 'signal' | 'code' | 'message' | 'status' | 'cpu_time'>

function stageOf(ending: Ending, { fuel, wall_time, ...streams }: Measured): PistonStage {
  return { ...streams, ...verdictOf(ending), cpu_time: msOfFuel(fuel), wall_time, fuel }
}

type Verdict = Pick<PistonStage, 'signal' | 'code' | 'message' | 'status'>

export function verdictOf(ending: Ending): Verdict {
  switch (ending.kind) {
    case 'exit':
      return exited(ending.code)
    // Which code the program would have ended with is not told then.
    case 'disk':
      return exited(1)
    case 'time':
      return killed('SIGKILL', 'TO', ending.clock === 'cpu' ? say.cpuTime : say.wallTime)
    case 'output':
      return killed('SIGKILL', ending.stream === 'stdout' ? 'OL' : 'EL', say.length(ending.stream))
    case 'memory':
      return killed('SIGKILL', 'SG', say.memory)
    case 'signal':
      return killed(ending.signal, 'SG', say.killed(signalNumbers[ending.signal]))
  }
}

function exited(code: number): Verdict {
  if (code === 0) return { signal: null, code, message: null, status: null }
  return { signal: null, code, message: say.exited(code), status: 'RE' }
}

function killed(signal: SignalName, status: Verdict['status'], message: string): Verdict {
  return { signal, code: null, message, status }
}
