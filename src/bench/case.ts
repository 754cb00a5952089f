/** What is measured: a snippet with all that belongs to it. */

import type { Start } from '../core/result.js'
import type { ParameterValue } from '../languages/languages.js'
import { canonicalRuntime } from '../languages/languages.js'

/** A parameter and the sizes that it goes through. */
export interface Scan {
  readonly parameter: string
  /** Whole numbers, ascending, each once. */
  readonly sizes: readonly number[]
}

export interface BenchCase {
  /** How it is called in tables and baselines; unique among the cases. Default: the first line of the code. */
  readonly name?: string
  readonly code: string
  /** Runs before the code and is metered apart. Only where the start takes one: Python's warm one does. */
  readonly setup?: string
  /** Defined before the setup. Where there can be no setup, their definitions are part of the cost. */
  readonly params?: Readonly<Record<string, ParameterValue>>
  /** Default `python`. */
  readonly runtime?: string
  readonly stdin?: string | Uint8Array
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  /** Most net fuel that it may cost; more is a regression for `check`, whatever the baseline says. */
  readonly budget?: number
  /** Elements that one run deals with: the cost of one is given beside the whole. */
  readonly per?: number
  /** Default: that of the bench, else what the runtime's manifest says. */
  readonly start?: Start
  /** The sizes to measure at; growth is fitted through them. */
  readonly scan?: Scan
}

/** A case with its name and runtime. */
export type NamedCase = BenchCase & Required<Pick<BenchCase, 'name' | 'runtime'>>

/** What a parameter may be called: a name in every language. */
export const PARAMETER_NAME = /^[A-Za-z_]\w{0,63}$/
export const DEFAULT_RUNTIME = 'python'
const NAME_CHARACTERS = 48

/** A name for code that has none: its first line that says something, cut. */
export function nameOf(code: string): string {
  const line = code.split('\n').find((candidate) => candidate.trim() !== '') ?? ''
  const characters = Array.from(line.trim())
  const more = characters.length > NAME_CHARACTERS || code.trim() !== line.trim()
  return `${characters.slice(0, NAME_CHARACTERS).join('')}${more ? ' …' : ''}`
}

/** Every case with its name; of several without a name that begin alike, the later ones are numbered. */
export function namedCases(cases: readonly BenchCase[]): readonly NamedCase[] {
  const taken = new Set(cases.flatMap(({ name }) => (name === undefined ? [] : [name])))
  return cases.map((given) => {
    const runtime = canonicalRuntime(given.runtime ?? DEFAULT_RUNTIME)
    if (given.name !== undefined) return { ...given, name: given.name, runtime }
    const plain = nameOf(given.code)
    let name = plain
    for (let number = 2; taken.has(name); number += 1) name = `${plain} (${number})`
    taken.add(name)
    return { ...given, name, runtime }
  })
}
