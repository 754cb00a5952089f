/** Choices, drawn at random or taken from a list, so that what was drawn can be drawn again, in parts. */

/** Numbers from a seed: mulberry32. */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** In each draw 0 is the simplest outcome; a list that is used up goes on with it. */
export class Draws {
  readonly taken: number[] = []
  private readonly next: (below: number) => number

  constructor(source: number | readonly number[]) {
    if (typeof source === 'number') this.next = numbers(source)
    else this.next = (below) => Math.min(source[this.taken.length] ?? 0, below - 1)
  }

  below(count: number): number {
    const drawn = this.next(count)
    this.taken.push(drawn)
    return drawn
  }

  /** True once in so many draws. */
  chance(of: number): boolean {
    return this.below(of) === of - 1
  }

  pick<T>(values: readonly [T, ...T[]] | readonly T[]): T {
    const drawn = values[this.below(values.length)]
    if (drawn === undefined) throw new Error('nothing to pick from')
    return drawn
  }

  /** Some of the values, at least one, in their order. */
  some<T>(values: readonly T[], most: number): T[] {
    const chosen = new Set(Array.from({ length: 1 + this.below(most) }, () => this.below(values.length)))
    return values.filter((_, index) => chosen.has(index))
  }

  shuffled<T>(values: readonly T[]): T[] {
    const rest = [...values]
    return values.map(() => rest.splice(this.below(rest.length), 1)[0] as T)
  }
}
