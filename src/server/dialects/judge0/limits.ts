/** What a submission may ask for: Judge0's own defaults and bounds. */

/** Seconds, kilobytes (of 1,024 bytes) and counts. */
export const judge0Limits = {
  cpu_time_limit: { usual: 5, most: 15, least: 0 },
  cpu_extra_time: { usual: 1, most: 5, least: 0 },
  wall_time_limit: { usual: 10, most: 20, least: 1 },
  memory_limit: { usual: 128_000, most: 512_000, least: 2048 },
  stack_limit: { usual: 64_000, most: 128_000, least: 0 },
  max_processes_and_or_threads: { usual: 60, most: 120, above: 0 },
  max_file_size: { usual: 1024, most: 4096, least: 0 },
  number_of_runs: { usual: 1, most: 20, above: 0 },
} as const satisfies Record<string, Bound>

interface Bound {
  readonly usual: number
  readonly most: number
  readonly least?: number
  readonly above?: number
}

export type LimitName = keyof typeof judge0Limits
/** Which of them are whole numbers: what lies behind a point is cut off. */
export const wholeLimits: ReadonlySet<LimitName> = new Set([
  'memory_limit',
  'stack_limit',
  'max_processes_and_or_threads',
  'max_file_size',
  'number_of_runs',
])

/** In the order in which the original checks them, which is that of the messages. */
export const limitOrder: readonly LimitName[] = [
  'number_of_runs',
  'cpu_time_limit',
  'cpu_extra_time',
  'wall_time_limit',
  'memory_limit',
  'stack_limit',
  'max_processes_and_or_threads',
  'max_file_size',
]

export const boundOf = (name: LimitName): Bound => judge0Limits[name]

export const MAX_OPTION_CHARACTERS = 512
/** Of all files that an archive holds. */
export const MAX_EXTRACT_KB = 10_240
export const MAX_ARCHIVE_FILES = 500
