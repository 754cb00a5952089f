/** Limits of a task out of those of another judge, whose time is fuel here. */
import { extname } from 'node:path/posix'
import { maxLimits } from '../../core/limits.js'
import { MIB, PAGE_BYTES } from '../../core/units.js'
import { isBuilt, runtimeOfExtension } from '../../languages/languages.js'
import { gradeImports as say } from '../messages/imports.js'
import type { Notes } from './notes.js'

const GIGA = 1_000_000_000
/** What CPython 3.11 does in a second on a machine of 2024, measured on loops, sorting and recursion: 33 G to 53 G. */
const INTERPRETED_G_PER_SECOND = 50
/** A machine of 2024 does some 3 G instructions of compiled code in a second; with room, since they are others than wasm's. */
const COMPILED_G_PER_SECOND = 10

/** Where a package names no time: what most problems give at least. */
const ASSUMED_SECONDS = 5

/** The fuel that stands for so much time of another judge, as a task has it. */
export function fuelOf(seconds: number, entry: string): string {
  const giga = gigaPerSecond(entry) * seconds
  return `${Math.max(1, Math.min(Math.ceil(giga), Math.floor(maxLimits.fuel / GIGA)))}G`
}

export function gigaPerSecond(entry: string): number {
  return isBuilt(runtimeOfExtension(extname(entry)) ?? '') ? COMPILED_G_PER_SECOND : INTERPRETED_G_PER_SECOND
}

/** Where nothing says how long a program may take. @param field What would say it. */
export function assumedFuel(field: string, entry: string, notes: Notes): string {
  const fuel = fuelOf(ASSUMED_SECONDS, entry)
  notes.warn(field, say.noTimeLimit(fuel, ASSUMED_SECONDS, gigaPerSecond(entry)))
  return fuel
}

/** @param mebibytes Of the package; more than wasm addresses is not there to be used, which is warned of. */
export function memoryOf(mebibytes: number, field: string, notes: Notes): string {
  return capped(Math.floor(mebibytes), (maxLimits.memoryPages * PAGE_BYTES) / MIB, field, notes)
}

export function outputOf(mebibytes: number, field: string, notes: Notes): string {
  return capped(Math.ceil(mebibytes), maxLimits.outputBytes / MIB, field, notes)
}

function capped(mebibytes: number, most: number, field: string, notes: Notes): string {
  if (mebibytes > most) notes.warn(field, say.capped(`${most}MiB`))
  return `${Math.max(1, Math.min(mebibytes, most))}MiB`
}
