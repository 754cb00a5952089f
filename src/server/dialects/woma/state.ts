/** Names that stay between calls: a session for each key, and one for all where there are no keys. */
import type { Result } from '../../../core/result.js'
import type { Session } from '../../../runner/sessions/session.js'
import type { DialectContext } from '../../dialect.js'
import { stepCode } from './driver.js'
import { driverFiles, womaLimits } from './request.js'

/**
 * Fuel of all that a session has done. It does that again for every call, so that what comes late in a long session would take ever longer;
 * this is about the time that one call may take.
 */
export const MOST_FUEL = womaLimits.fuel

export type Called = { readonly result: Result } | 'full'

export class WomaState {
  readonly #open: NonNullable<DialectContext['openSession']>
  readonly #sessions = new Map<string | undefined, Promise<Session>>()

  constructor(open: NonNullable<DialectContext['openSession']>) {
    this.#open = open
  }

  /** Calls run one after the other, in the order of asking. */
  async run(code: string, key: string | undefined, signal: AbortSignal): Promise<Called> {
    const session = await this.#sessionOf(key)
    const spent = session.history.reduce((sum, { fuel }) => sum + fuel, 0)
    if (spent >= MOST_FUEL) return 'full'
    const { step, ...result } = await session.run(stepCode(code), { limits: womaLimits, signal })
    // What the calls before cost is theirs.
    return { result: { ...result, usage: { ...result.usage, fuel: step.fuel } } as Result }
  }

  #sessionOf(key: string | undefined): Promise<Session> {
    const known = this.#sessions.get(key)
    if (known !== undefined) return known
    const opened = this.#open({ files: driverFiles, limits: womaLimits })
    this.#sessions.set(key, opened)
    // The next call tries again.
    opened.catch(() => this.#sessions.delete(key))
    return opened
  }
}
