/** The limit of a run's time from outside the host, for the case that the host itself hangs. */
export class Watchdog {
  /** Resolves when the time is over and nothing was heard; never rejects. */
  readonly expired: Promise<'expired'>
  readonly #graceMs: number
  #timer: NodeJS.Timeout | undefined
  #dueMs = 0
  #heardMs = 0
  #expire: (value: 'expired') => void = () => {}

  /** @param graceMs How long after its last sign of life a host may still be finishing. */
  constructor(limitMs: number, graceMs: number) {
    this.#graceMs = graceMs
    this.expired = new Promise((resolve) => {
      this.#expire = resolve
    })
    this.#arm(limitMs + graceMs)
  }

  /** Notes that output or a file came. Both are bounded, so this cannot put the end off for ever. */
  heard(): void {
    this.#heardMs = performance.now()
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #arm(delayMs: number): void {
    this.#dueMs = performance.now() + delayMs
    this.#timer = setTimeout(() => this.#fire(), delayMs)
  }

  #fire(): void {
    const nowMs = performance.now()
    // When the event loop was blocked, the answer may wait in the pipe: the lateness is ours, not the host's.
    const wasBlocked = nowMs - this.#dueMs > this.#graceMs
    if (wasBlocked || nowMs - this.#heardMs < this.#graceMs) this.#arm(this.#graceMs)
    else this.#expire('expired')
  }
}
