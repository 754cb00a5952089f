/** Programs that were compiled and are kept for their runs: so many at most, none that nobody uses, each for whoever compiled it. */
import { randomBytes } from 'node:crypto'
import { FuelcellError } from '../../core/errors.js'
import type { Program } from '../../runner/programs/program.js'
import { server as say } from '../messages.js'

export interface ProgramsOptions {
  readonly most: number
  readonly idleMs: number
  readonly now: () => number
}

export interface HeldProgram {
  readonly id: string
  readonly program: Program
  /** Name of the key whose it is. */
  readonly owner: string | undefined
}

interface Entry extends HeldProgram {
  usedMs: number
}

/** 128 bits, so that an id is a secret. */
const ID_BYTES = 16

export class Programs {
  readonly #options: ProgramsOptions
  /** In order of use. */
  readonly #entries = new Map<string, Entry>()
  readonly #closing = new Set<Promise<void>>()

  constructor(options: ProgramsOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#entries.size
  }

  add(program: Program, owner: string | undefined): HeldProgram {
    this.#tidy()
    const entry: Entry = { id: randomBytes(ID_BYTES).toString('hex'), program, owner, usedMs: this.#options.now() }
    this.#entries.set(entry.id, entry)
    for (const oldest of this.#entries.values()) {
      if (this.#entries.size <= this.#options.most) break
      this.#drop(oldest)
    }
    return entry
  }

  /** @throws FuelcellError `not-found`, also for a program of somebody else: nobody learns that it exists. */
  get(id: string, owner: string | undefined): HeldProgram {
    this.#tidy()
    const entry = this.#entries.get(id)
    if (entry === undefined || entry.owner !== owner) throw new FuelcellError('not-found', say.noProgram(id))
    entry.usedMs = this.#options.now()
    this.#entries.delete(id)
    this.#entries.set(id, entry)
    return entry
  }

  /** Lets it go when its runs have ended. @throws FuelcellError `not-found`. */
  remove(id: string, owner: string | undefined): void {
    const entry = this.#entries.get(this.get(id, owner).id)
    if (entry !== undefined) this.#drop(entry)
  }

  async close(): Promise<void> {
    for (const entry of [...this.#entries.values()]) this.#drop(entry)
    await Promise.all(this.#closing)
  }

  /** Those that were not used for long come first. */
  #tidy(): void {
    const oldestMs = this.#options.now() - this.#options.idleMs
    for (const entry of this.#entries.values()) {
      if (entry.usedMs > oldestMs) return
      this.#drop(entry)
    }
  }

  #drop(entry: Entry): void {
    this.#entries.delete(entry.id)
    const closed = entry.program.close().then(
      () => void this.#closing.delete(closed),
      () => void this.#closing.delete(closed),
    )
    this.#closing.add(closed)
  }
}
