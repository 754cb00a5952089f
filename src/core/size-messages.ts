/** What is said of quantities, and of what the system refuses. */
import { count, quote } from './quoting.js'

export const quantities = {
  badValue: (option: string, value: string, wanted: string) =>
    `${option} must be ${wanted}, but ${quote(value)} was given`,
  outOfRange: (option: string, value: string, min: number, max: number, unit: string) =>
    `${option} must be from ${count(min)} to ${count(max)}${unit === '' ? '' : ` ${unit}`}, but ${quote(value)} was given`,
  fuelWanted: 'units of fuel, plain or with k, M or G, such as 400M or 400_000_000',
  durationWanted: 'a time with ms, s, m or h, such as 500ms or 2s',
  bytesWanted: 'bytes, plain or with KiB, MiB, GiB, kB, MB or GB, such as 1MiB',
  memoryWanted: 'a size such as 64MiB, or a plain number of pages of 64 KiB',
  countWanted: 'a whole number',
  isDirectory: 'it is a directory, not a file',
} as const
