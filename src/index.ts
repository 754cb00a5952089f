export {
  type CallerCode,
  callerCodes,
  type ErrorCode,
  FuelcellError,
  type SystemCode,
  systemCodes,
} from './core/errors.js'
export type { FuelProfile, ProfiledCode, ProfileNode } from './core/fuel-profile.js'
export { defaultCompileLimits, defaultLimits, type Limits, maxLimits, type RequestLimits } from './core/limits.js'
export {
  type BuildStage,
  type GuestError,
  netFuel,
  type Output,
  type Result,
  type StageResult,
  type Start,
  type Status,
  type Usage,
  type World,
} from './core/result.js'
export { type Call, Exact, type Raised, type Tagged } from './core/tagged.js'
export type { Access, Layer, Preopen } from './host/protocol.js'
export type { CompileOptions, Program, ProgramRun } from './runner/programs/program.js'
export type { FileTree, OutputChunk, RunOptions, RunRequest } from './runner/request/request.js'
export { runCode, runFS } from './runner/run-code.js'
export { runPythonCode } from './runner/run-python-code.js'
export { createRunner, type ReadyRuntime, type Runner, type RunnerOptions } from './runner/runner.js'
export type { HistoryStep, Session, SessionOptions, StepOptions, StepResult } from './runner/sessions/session.js'
export type { ProgressEvent } from './runtimes/provision/provision.js'
