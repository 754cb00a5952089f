/** Sizes and times for people. */
import prettyBytes from 'pretty-bytes'

/** `64 MiB`, `1.5 KiB`. */
export function formatBytes(bytes: number): string {
  return prettyBytes(bytes, { binary: true })
}

/** `500 ms`, `2 s`, `1.5 min`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${durationMs} ms`
  return durationMs < 60_000 ? `${durationMs / 1000} s` : `${Math.round(durationMs / 600) / 100} min`
}
