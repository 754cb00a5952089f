import type { FuelProfile } from '../../core/fuel-profile.js'
import type { BuildStage, Output, Result, StageResult, Start, Usage } from '../../core/result.js'
import { PAGE_BYTES } from '../../core/units.js'
import type { Profile } from '../../host/protocol.js'
import { noStartup, type StartupCost } from '../../runtimes/cache/provisioned.js'
import { readAnswer } from './answer.js'
import { parseReport } from './error-file.js'
import type { Ending } from './recorder.js'

/** What a Result tells beside what the host measured. */
export interface ResultContext extends StartupCost {
  readonly runtime: string
  readonly start: Start
  readonly fuelEpoch: string
  readonly clockStartMs: number
  readonly seed: number
}

/** The Result that a caller gets for what the host reported. */
export function assembleResult(ending: Ending, about: ResultContext): Result {
  const { status, exitCode, trap, stackFull, profile } = ending.result
  const { runtime, start, fuelEpoch, clockStartMs, seed } = about
  const common = {
    ...assembleOutput(ending),
    usage: assembleUsage(ending, about),
    runtime,
    start,
    world: { clockStartMs, seed },
    fuelEpoch,
    ...(profile !== null && { profile: assembleProfile(profile) }),
  }
  switch (status) {
    case 'exit': {
      // The protocol's checks made sure of the exit code.
      const code = exitCode ?? 0
      return { status, exitCode: code, ok: code === 0, ...assembleAnswer(ending.result, code), ...common }
    }
    case 'trap':
      return { status, exitCode: null, ok: false, trap: trap ?? '', ...(stackFull && { stackFull }), ...common }
    default:
      return { status, exitCode: null, ok: false, ...common }
  }
}

/** What the interpreter reported beside the streams. The guest owns its interpreter, so nothing in there is trusted. */
function assembleAnswer(
  { error, report, value, returned }: Ending['result'],
  exitCode: number,
): Pick<Extract<Result, { status: 'exit' }>, 'error' | 'value' | 'returned' | 'raised'> {
  const told = error ?? (report === null || exitCode === 0 ? null : parseReport(report))
  return {
    ...(told !== null && { error: told }),
    ...(value !== null && { value }),
    ...(returned !== null && readAnswer(returned)),
  }
}

/** What one step of building a program came to. */
export function assembleStage(
  ending: Ending,
  stage: BuildStage,
  source: string | null,
  startup: StartupCost = noStartup,
): StageResult {
  const { status, exitCode } = ending.result
  const { stdout, stderr } = assembleOutput(ending)
  return { stage, source, status, exitCode, usage: assembleUsage(ending, startup), stdout, stderr }
}

function assembleOutput({ result, output, files }: Ending): Output {
  // Without a prototype, so that no name that a guest chose means something else.
  const record: Record<string, Uint8Array> = Object.create(null)
  for (const [path, content] of files) record[path] = content
  return {
    stdout: decode(output.stdout),
    stderr: decode(output.stderr),
    stdoutBytes: output.stdout,
    stderrBytes: output.stderr,
    tty: decode(output.tty),
    truncated: { stdout: result.truncatedStdout, stderr: result.truncatedStderr },
    files: record,
    deleted: [...result.deleted].sort(),
  }
}

function assembleUsage({ result }: Ending, startup: StartupCost): Usage {
  const { startupFuel, startupSetupFuel, startupCodeFuel } = startup
  const { fuel, fuelExact, compileFuel, setupFuel, codeFuel, memoryPages, ...asMeasured } = result.usage
  const emptyCompileFuel = setupFuel === null ? startup.startupCompileFuel : startup.startupCodeCompileFuel
  return {
    fuel,
    fuelExact,
    startupFuel,
    ...(compileFuel !== null && { compileFuel: Math.max(0, compileFuel - emptyCompileFuel) }),
    ...(setupFuel !== null && { setupFuel: Math.max(0, setupFuel - startupSetupFuel) }),
    ...(codeFuel !== null && { codeFuel: Math.max(0, codeFuel - startupCodeFuel) }),
    memoryPages,
    memoryBytes: memoryPages * PAGE_BYTES,
    ...asMeasured,
  }
}

function assembleProfile({
  intervalFuel,
  names,
  files,
  firstLines,
  nodes,
  outsideFuel,
  truncated,
}: Profile): FuelProfile {
  const tree = Array.from({ length: nodes.length / 4 }, (_, index) => {
    const [parent = -1, code = 0, line = 0, fuel = 0] = nodes.slice(4 * index, 4 * index + 4)
    return { parent, code, line, fuel }
  })
  const codes = names.map((name, index) => ({ name, file: files[index] ?? '', firstLine: firstLines[index] ?? 0 }))
  return { intervalFuel, codes, nodes: tree, outsideFuel, truncated }
}

/** Not fatal: what is not UTF-8 becomes U+FFFD. A byte order mark is the guest's output like any other. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
}
