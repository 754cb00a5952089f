/** What judges count in seconds and kilobytes, as limits of a run. */
import { type Limits, maxLimits } from '../../../core/limits.js'
import { PAGE_BYTES } from '../../../core/units.js'

/** The virtual clock goes on by a nanosecond for each unit of fuel, so a second of processor time is as many. */
export const FUEL_PER_MS = 1_000_000

/** Fuel for milliseconds of processor time: whole, at least 1, at most what a number holds exactly. */
export function fuelOfMs(ms: number): number {
  return within(Math.round(ms * FUEL_PER_MS), maxLimits.fuel)
}

/** Milliseconds of processor time for fuel. */
export function msOfFuel(fuel: number): number {
  return fuel / FUEL_PER_MS
}

/** Wall time, a guard behind the fuel: rounded up, at least 1. */
export function wallOfMs(ms: number): number {
  return within(Math.ceil(ms), maxLimits.timeoutMs)
}

/** Whole pages, no more than asked for, but one. */
export function pagesOfBytes(bytes: number): number {
  return within(Math.floor(bytes / PAGE_BYTES), maxLimits.memoryPages)
}

/** Bytes kept of each stream. */
export function outputOfBytes(bytes: number): number {
  return within(Math.floor(bytes), maxLimits.outputBytes)
}

export function diskOfBytes(bytes: number): number {
  return within(Math.floor(bytes), maxLimits.diskBytes)
}

/** Limits of a run and of its build, where only some are given. */
export type GivenLimits = Partial<Limits> & { readonly compile?: Partial<Limits> }

function within(value: number, most: number): number {
  return Math.min(most, Math.max(1, value))
}
