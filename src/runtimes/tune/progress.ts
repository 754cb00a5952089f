/** How far work is that is done step by step, and nothing is heard of a step before it ends. */

/** A step that begins: how much of the whole was done before it, and how much the step is, each from 0 to 1. */
export interface StepBegun {
  readonly done: number
  readonly weight: number
}

/** Up to this part of a step the time decides; what is left of it is told ever more slowly, for nobody knows how late it is. */
const CERTAIN_PART = 0.9

/**
 * Says within a step how much is done from the time that it has taken, as if it took as long for its weight as all before. Never less than
 * it said before, and the step's end only when the next has begun.
 */
export class StepProgress {
  readonly #beginMs: number
  #step: StepBegun = { done: 0, weight: 0 }
  #stepMs: number

  constructor(nowMs: number) {
    this.#beginMs = nowMs
    this.#stepMs = nowMs
  }

  begin(step: StepBegun, nowMs: number): void {
    this.#step = step
    this.#stepMs = nowMs
  }

  /** From 0 to 1. */
  share(nowMs: number): number {
    const { done, weight } = this.#step
    const pace = done / (this.#stepMs - this.#beginMs)
    // Nothing was done before the first step.
    if (!(pace > 0) || weight === 0) return done
    const part = ((nowMs - this.#stepMs) * pace) / weight
    return done + weight * (part <= CERTAIN_PART ? part : 1 - ((1 - CERTAIN_PART) * CERTAIN_PART) / part)
  }
}
