/** Judge0's fourteen statuses, in the order of their ids, which begin with 1. */
export const statusNames = [
  'In Queue',
  'Processing',
  'Accepted',
  'Wrong Answer',
  'Time Limit Exceeded',
  'Compilation Error',
  'Runtime Error (SIGSEGV)',
  'Runtime Error (SIGXFSZ)',
  'Runtime Error (SIGFPE)',
  'Runtime Error (SIGABRT)',
  'Runtime Error (NZEC)',
  'Runtime Error (Other)',
  'Internal Error',
  'Exec Format Error',
] as const

export const statusIds = {
  queued: 1,
  processing: 2,
  accepted: 3,
  wrongAnswer: 4,
  timeLimit: 5,
  compilationError: 6,
  segmentationFault: 7,
  fileSize: 8,
  arithmetic: 9,
  aborted: 10,
  nonZero: 11,
  otherSignal: 12,
  internalError: 13,
} as const

export type StatusId = (typeof statusIds)[keyof typeof statusIds]

export interface Judge0Status {
  readonly id: number
  readonly description: string
}

export const statuses: readonly Judge0Status[] = statusNames.map((description, index) => ({
  id: index + 1,
  description,
}))

export function statusOf(id: StatusId): Judge0Status {
  return { id, description: statusNames[id - 1] ?? '' }
}
