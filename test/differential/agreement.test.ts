/** However a program is run, it does the same: warm as cold, and as natively where a `python3.11` is installed. */
import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Result } from '../../src/core/result.js'
import { createRunner, type Runner } from '../../src/runner/runner.js'
import { guestEnding, runGuests } from './guest.js'
import { asNative, findNative, type Native, runNatively } from './native.js'
import { type Ending, type Program, readPrograms } from './programs.js'

const programs = readPrograms()
const native = await findNative()
let runner: Runner
let warm: Map<string, Result>
let cold: Map<string, Result>

/** Results of another order, on other workers. */
let shuffled: Map<string, Result>

beforeAll(async () => {
  runner = await createRunner({ workers: 2 })
  warm = await runGuests(runner, programs, 'warm')
  cold = await runGuests(runner, programs, 'cold')
  await using others = await createRunner({ workers: 2 })
  shuffled = await runGuests(others, inAnotherOrder(programs), 'warm')
}, 300_000)

afterAll(async () => {
  await runner?.close()
  if (native !== undefined) await rm(native.folder, { recursive: true })
})

describe('a warm program', () => {
  it('is one of many', () => {
    expect(programs.length).toBeGreaterThanOrEqual(120)
  })

  it.each(named((program) => program.skip.warm ?? program.accept.cold))('does as a cold one: %s', (_, program) => {
    expect(ending(program, warm)).toEqual(ending(program, cold))
  })

  it.each(named(({ skip, accept }) => skip.warm ?? (accept.cold === undefined ? 'same' : undefined)))(
    'differs for a reason that still holds: %s',
    (_, program) => {
      expect(ending(program, warm)).not.toEqual(ending(program, cold))
    },
  )

  it.each(named(({ skip }) => skip.warm))('costs the same on any worker and in any order: %s', (_, program) => {
    expect(reproducible(program, shuffled)).toEqual(reproducible(program, warm))
  })
})

describe.runIf(native !== undefined)('a warm program', () => {
  it.concurrent.each(named(({ skip, accept }) => skip.warm ?? skip.native ?? accept.native))(
    'does as a native one: %s',
    async (_, program) => {
      expect(asNative(ending(program, warm))).toEqual(await runNatively(native as Native, program))
    },
  )
})

/** Those that nothing speaks against, each with its name for the report. */
function named(against: (program: Program) => string | undefined): [string, Program][] {
  return programs.filter((program) => against(program) === undefined).map((program) => [program.name, program])
}

function ending(program: Program, results: Map<string, Result>): Ending {
  const result = results.get(program.name)
  if (result === undefined) throw new Error(`${program.name} was not run`)
  return guestEnding(program, result)
}

/** All of a result but the time that it took. */
function reproducible({ name }: Program, results: Map<string, Result>): unknown {
  const result = results.get(name)
  if (result === undefined) throw new Error(`${name} was not run`)
  return { ...result, usage: { ...result.usage, durationMs: 0 } }
}

/** The same order each time, so that a failure can be met again: every program is followed by one far away. */
function inAnotherOrder(all: readonly Program[]): Program[] {
  const stride = 211
  return all.map((_, index) => all[(index * stride) % all.length]).filter((program) => program !== undefined)
}
