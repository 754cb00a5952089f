/** What Judge0 tells of itself. */
import { CALLBACK_TIMEOUT_MS, CALLBACK_TRIES } from './callbacks.js'
import type { Judge0Config } from './config.js'
import { judge0Limits, MAX_EXTRACT_KB } from './limits.js'

/** The release whose interface this is. Its own client knows no other in between. */
export const JUDGE0_VERSION = '1.13.1'

export const about = {
  version: JUDGE0_VERSION,
  homepage: 'fuelcell',
  source_code: 'fuelcell',
  maintainer: 'fuelcell',
} as const

/** All 39 of the original, and what they really are here. */
export function configInfo({ maxQueueSize, maxBatchSize, mayDelete, callbacks }: Judge0Config) {
  const limits = Object.fromEntries(
    Object.entries(judge0Limits).flatMap(([name, { usual, most }]) => [
      [name, usual],
      [`max_${name}`, most],
    ]),
  )
  return {
    maintenance_mode: false,
    enable_wait_result: true,
    enable_compiler_options: true,
    allowed_languages_for_compile_options: [],
    enable_command_line_arguments: true,
    enable_submission_delete: mayDelete,
    enable_callbacks: callbacks.hosts.length > 0,
    callbacks_max_tries: CALLBACK_TRIES,
    callbacks_timeout: CALLBACK_TIMEOUT_MS / 1000,
    enable_additional_files: true,
    max_queue_size: maxQueueSize,
    ...limits,
    enable_per_process_and_thread_time_limit: false,
    allow_enable_per_process_and_thread_time_limit: true,
    enable_per_process_and_thread_memory_limit: false,
    allow_enable_per_process_and_thread_memory_limit: true,
    redirect_stderr_to_stdout: false,
    max_extract_size: MAX_EXTRACT_KB,
    enable_batched_submissions: true,
    max_submission_batch_size: maxBatchSize,
    submission_cache_duration: 0,
    use_docs_as_homepage: false,
    allow_enable_network: false,
    enable_network: false,
  }
}
