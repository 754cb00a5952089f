import type { StoreBounds } from '../stores/bounded-store.js'

export interface JobeConfig {
  /** Files that clients have put, in memory. Default 10,000 files, 256 MiB, a day since they were last used. */
  readonly files: StoreBounds
}

export const defaultJobeConfig: JobeConfig = {
  files: { entries: 10_000, bytes: 256 * 1024 * 1024, ageMs: 86_400_000 },
}
