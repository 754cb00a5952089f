/** Items of sets in the order of their JSON text, so that equal sets are equal data. */
import type { Tagged } from '../../core/tagged.js'

/** Sorts the items of one value's sets. Each part's text is made once: a guest may put a large set into many others, one in the other. */
export class SetOrder {
  readonly #texts = new Map<Tagged, string>()

  sorted(items: readonly Tagged[]): Tagged[] {
    if (items.length < 2) return [...items]
    const keyed = items.map((item) => [this.#textOf(item), item] as const)
    return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item)
  }

  /** As `JSON.stringify` has it. */
  #textOf(value: Tagged): string {
    if (value.type === 'None' || !Array.isArray(value.value)) return JSON.stringify(value)
    const known = this.#texts.get(value)
    if (known !== undefined) return known
    const all = (items: readonly Tagged[]) => `[${items.map((item) => this.#textOf(item)).join()}]`
    const inner = value.type === 'dict' ? `[${value.value.map(all).join()}]` : all(value.value)
    const text = `{"type":"${value.type}","value":${inner}}`
    this.#texts.set(value, text)
    return text
  }
}
