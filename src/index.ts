export { type CallerCode, callerCodes, type ErrorCode, FuelcellError, type SystemCode, systemCodes } from './errors.js'
export type { FuelProfile, ProfiledCode, ProfileNode } from './fuel-profile.js'
export type { Access, Layer, Preopen } from './host/protocol.js'
export { defaultCompileLimits, defaultLimits, type Limits, maxLimits, type RequestLimits } from './limits.js'
export {
  type BuildStage,
  type GuestError,
  netFuel,
  type Output,
  type Result,
  type StageReport,
  type Start,
  type Status,
  type Usage,
  type World,
} from './result.js'
export { runCode, runFS } from './run-code.js'
export { runPythonCode } from './run-python-code.js'
export type { CompileOptions, Program, ProgramRun } from './runner/program.js'
export type { FileTree, OutputChunk, RunOptions, RunRequest } from './runner/request.js'
export { createRunner, type ReadyRuntime, type Runner, type RunnerOptions } from './runner.js'
export type { ProgressEvent } from './runtimes/provision.js'
export { type Call, Exact, type Raised, type Tagged } from './tagged.js'
