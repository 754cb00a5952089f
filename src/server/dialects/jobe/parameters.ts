/** Parameters of a run: numbers with their defaults, and words for the shell. */
import { split } from 'shlex'
import type { Limits } from '../../../core/limits.js'
import { field, type JsonObject } from '../bodies/read-json.js'
import { diskOfBytes, fuelOfMs, outputOfBytes, pagesOfBytes, wallOfMs } from '../judging/limits.js'
import type { JobeLanguage } from './languages.js'
import { isNumeric } from './parse.js'

const MB = 1_000_000
/** The wall clock ends a run after twice the processor time that it may take. */
const WALL_SHARE = 2
/** Where a parameter of 0 says that there is no limit, there still is one. */
const UNLIMITED = Number.MAX_SAFE_INTEGER

const usual = { disklimit: 20, streamsize: 2, cputime: 5 } as const

/** The most that a run may have: others are clamped. Memory is that of half of what WebAssembly can address. */
const most = { disklimit: 512, streamsize: 64, memorylimit: 2048 } as const

export function limitsOf(parameters: JsonObject, { memoryMb }: JobeLanguage): Limits {
  const number = (name: keyof typeof usual | 'memorylimit', fallback: number) => {
    const value = field(parameters, name)
    // What is no number is the default, silently; so is what would be less than nothing, but for a disk without a limit.
    const given = isNumeric(value) ? Number(value) : fallback
    return given > 0 ? given : given === 0 || (name === 'disklimit' && given === -1) ? UNLIMITED : fallback
  }
  const cpuMs = Math.min(number('cputime', usual.cputime), 120) * 1000
  return {
    fuel: fuelOfMs(cpuMs),
    timeoutMs: wallOfMs(WALL_SHARE * cpuMs),
    memoryPages: pagesOfBytes(Math.min(number('memorylimit', memoryMb), most.memorylimit) * MB),
    outputBytes: outputOfBytes(Math.min(number('streamsize', usual.streamsize), most.streamsize) * MB),
    diskBytes: diskOfBytes(Math.min(number('disklimit', usual.disklimit), most.disklimit) * MB),
    diskEntries: 1000,
    openFiles: 64,
  }
}

/** A list of pieces of a command line, as one list of words; `null` where a quote has no end. @param fallback Where none is given. */
export function wordsOf(parameters: JsonObject, name: string, fallback: readonly string[]): readonly string[] | null {
  const value = field(parameters, name)
  const pieces = Array.isArray(value) ? value.filter((piece) => typeof piece === 'string') : fallback
  try {
    return split(pieces.join(' '))
  } catch {
    return null
  }
}
