/** A request of Piston as a run. */
import { extname } from 'node:path/posix'
import type { Limits } from '../../../core/limits.js'
import type { RunRequest } from '../../../runner/request/request.js'
import { fuelOfMs, outputOfBytes, pagesOfBytes, wallOfMs } from '../judging/limits.js'
import { placeProgram } from '../programs/place.js'
import type { PistonRequest } from './parse.js'

/** A compiler that is WebAssembly itself takes about four times the instructions of a native one. */
const COMPILE_SHARE = 4
/** Fuel decides; time on the clock is a guard behind it, so that a busy machine changes no verdict. */
const WALL_SHARE = 2

const headers = new Set(['.h', '.hh', '.hpp', '.hxx', '.h++', '.inc', '.ipp', '.txt', '.in', '.dat', '.csv', '.json'])

/** @param outputBytes Of each stream. */
export function pistonRun({ runtime, files, stdin, args, limits }: PistonRequest, outputBytes: number): RunRequest {
  const entry = files.find(({ isText }) => isText) ?? files[0]
  const others = new Map(files.filter((file) => file !== entry).map(({ name, bytes }) => [name, bytes]))
  const placed = placeProgram(runtime.entry, entry?.bytes ?? new Uint8Array(0), entry?.name, others)
  // Piston hands all texts to the compiler; those that are named as headers and data are found beside it.
  const sources = runtime.isCompiled
    ? files.filter((file) => file !== entry && file.isText && !headers.has(extname(file.name))).map(({ name }) => name)
    : []
  return {
    runtime: runtime.name,
    ...placed,
    stdin,
    args,
    ...(sources.length === 0 ? {} : { sources }),
    limits: {
      ...stageLimits(limits.run_timeout, limits.run_cpu_time, limits.run_memory_limit, 1),
      outputBytes: outputOfBytes(outputBytes),
      ...(runtime.isCompiled && {
        compile: stageLimits(
          limits.compile_timeout,
          limits.compile_cpu_time,
          limits.compile_memory_limit,
          COMPILE_SHARE,
        ),
      }),
    },
  }
}

function stageLimits(timeoutMs: number, cpuMs: number, memoryBytes: number, share: number): Partial<Limits> {
  const given = [timeoutMs, cpuMs].filter((ms) => ms > 0)
  return {
    ...(given.length > 0 && { fuel: fuelOfMs(Math.min(...given) * share) }),
    ...(timeoutMs > 0 && { timeoutMs: wallOfMs(timeoutMs * WALL_SHARE * share) }),
    ...(memoryBytes > 0 && { memoryPages: pagesOfBytes(memoryBytes) }),
  }
}
