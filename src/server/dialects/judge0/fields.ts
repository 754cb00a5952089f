/** The fields that a submission has to its clients: those of 1.13.1 and no other, for its own client refuses any that it does not know. */
import { encodeBase64 } from '../bodies/base64.js'
import { asText } from '../bodies/text.js'
import type { Given } from './given.js'
import { statusOf } from './statuses.js'
import type { Verdict } from './verdict.js'

export interface Told {
  readonly token: string
  readonly given: Given
  readonly verdict: Verdict
  /** Milliseconds since 1970. */
  readonly createdAtMs: number
  readonly finishedAtMs: number | null
}

/** Whether `time` is of fuel, which repeats, or on the clock. */
export type TimeOf = 'fuel' | 'wall'

type Value = string | number | boolean | null | object
/** Bytes are shown by what the client asked for. */
type Shown = Value | Uint8Array

const NS_PER_SECOND = 1e9

const byName: Readonly<Record<string, (told: Told, time: TimeOf) => Shown>> = {
  source_code: ({ given }) => given.sourceCode,
  language_id: ({ given }) => given.language.id,
  stdin: ({ given }) => given.stdin,
  expected_output: ({ given }) => given.expectedOutput,
  stdout: ({ verdict }) => verdict.stdout,
  status_id: ({ verdict }) => verdict.statusId,
  created_at: ({ createdAtMs }) => new Date(createdAtMs).toISOString(),
  finished_at: ({ finishedAtMs }) => (finishedAtMs === null ? null : new Date(finishedAtMs).toISOString()),
  time: ({ verdict }, time) => seconds(time === 'fuel' ? verdict.cpuNs : verdict.wallNs),
  memory: ({ verdict }) => verdict.memoryKb,
  stderr: ({ verdict }) => verdict.stderr,
  token: ({ token }) => token,
  number_of_runs: ({ given }) => given.limits.number_of_runs,
  cpu_time_limit: ({ given }) => decimal(given.limits.cpu_time_limit),
  cpu_extra_time: ({ given }) => decimal(given.limits.cpu_extra_time),
  wall_time_limit: ({ given }) => decimal(given.limits.wall_time_limit),
  memory_limit: ({ given }) => given.limits.memory_limit,
  stack_limit: ({ given }) => given.limits.stack_limit,
  max_processes_and_or_threads: ({ given }) => given.limits.max_processes_and_or_threads,
  enable_per_process_and_thread_time_limit: ({ given }) => given.perProcessTime,
  enable_per_process_and_thread_memory_limit: ({ given }) => given.perProcessMemory,
  max_file_size: ({ given }) => given.limits.max_file_size,
  compile_output: ({ verdict }) => verdict.compileOutput,
  exit_code: ({ verdict }) => verdict.exitCode,
  exit_signal: ({ verdict }) => verdict.exitSignal,
  message: ({ verdict }) => (verdict.message === null ? null : Buffer.from(verdict.message)),
  wall_time: ({ verdict }) => seconds(verdict.wallNs),
  compiler_options: ({ given }) => given.compilerOptions,
  command_line_arguments: ({ given }) => given.commandLineArguments,
  redirect_stderr_to_stdout: ({ given }) => given.redirectStderr,
  callback_url: ({ given }) => given.callbackUrl,
  // Encoded whatever the client asked for.
  additional_files: ({ given }) => (given.additionalFiles === null ? null : encodeBase64(given.additionalFiles)),
  enable_network: () => false,
  status: ({ verdict }) => statusOf(verdict.statusId),
  language: ({ given }) => ({ id: given.language.id, name: given.language.name }),
}

/** Ours: only where they are asked for by name. */
const more: typeof byName = {
  fuel: ({ verdict }) => verdict.fuel,
  fuel_epoch: ({ verdict }) => verdict.fuelEpoch,
}

export const allFields: readonly string[] = Object.keys(byName)
export const defaultFields: readonly string[] = [
  'token',
  'time',
  'memory',
  'stdout',
  'stderr',
  'compile_output',
  'message',
  'status',
]

export type AskedFields = { readonly fields: readonly string[] } | { readonly invalid: readonly string[] }

/** Names with commas between; `*` for all of 1.13.1; nothing for the usual eight. */
export function fieldsOf(text: string): AskedFields {
  // As Ruby splits: empty names at the end are none.
  const names = text.replace(/,+$/, '').split(',')
  if (names.length === 1 && names[0] === '') return { fields: defaultFields }
  const invalid = names.filter((name) => name !== '*' && !Object.hasOwn(byName, name) && !Object.hasOwn(more, name))
  if (invalid.length > 0) return { invalid }
  const own = names.filter((name) => Object.hasOwn(more, name))
  return { fields: names.includes('*') ? [...allFields, ...own] : [...new Set(names)] }
}

/** @returns The fields as JSON; `null` where bytes are no UTF-8 and were to be told as text. */
export function present(
  told: Told,
  fields: readonly string[],
  isBase64: boolean,
  time: TimeOf,
): Readonly<Record<string, Value>> | null {
  const shown: Record<string, Value> = {}
  for (const name of fields) {
    const value = (byName[name] ?? more[name])?.(told, time) ?? null
    const text = value instanceof Uint8Array ? (isBase64 ? encodeBase64(value) : asText(value)) : value
    if (text === null && value !== null) return null
    shown[name] = text
  }
  return shown
}

function seconds(ns: number | null): string | null {
  return ns === null ? null : decimal(ns / NS_PER_SECOND)
}

/** At least one digit behind the point, as Ruby writes decimals, and no exponent. */
function decimal(value: number): string {
  const text = value.toFixed(9).replace(/0+$/, '')
  return text.endsWith('.') ? `${text}0` : text
}
