/** Runs the programs as guests, warm or cold. */
import type { Result } from '../../src/core/result.js'
import type { Runner } from '../../src/runner/runner.js'
import { type Ending, type Program, withoutAddresses } from './programs.js'

/** Enough for the costliest program in a cold start, many times over: what is compared must end by itself. */
const limits = { fuel: 50_000_000_000, timeoutMs: 60_000 }
const clockStartMs = 946_684_800_000

/** All results by the programs' names; started in the order given. */
export async function runGuests(
  runner: Runner,
  programs: readonly Program[],
  start: 'warm' | 'cold',
  runtime = 'python',
): Promise<Map<string, Result>> {
  const runs = programs
    .filter(({ skip }) => skip[start] === undefined)
    .map(async ({ name, code, args, stdin, env, files }) => {
      const request = { runtime, start, code, args, stdin, env, files, limits, clockStartMs }
      return [name, await runner.run(request)] as const
    })
  return new Map(await Promise.all(runs))
}

export function guestEnding({ files: given }: Program, result: Result): Ending {
  const left = { ...given, ...result.files }
  for (const path of result.deleted) delete left[path]
  return {
    status: result.status,
    exitCode: result.exitCode,
    stdout: withoutAddresses(result.stdout),
    stderr: withoutAddresses(result.stderr),
    files: Object.fromEntries(
      Object.entries(left)
        .filter(([path]) => !path.includes('__pycache__'))
        .map(([path, bytes]) => [path, Buffer.from(bytes).toString('hex')])
        .sort(),
    ),
  }
}
