/** What all shapes of called functions share: how they are written, and structures that they are given. */
import type { Draws } from './draws.js'
import type { Helper, Scope } from './scope.js'

/** Writes a function of this name. */
export type Shape = (name: string, draws: Draws) => Helper

export function helper(head: string, body: string, call: (scope: Scope) => string): Helper {
  return { prototype: `${head};`, definition: `${head} {\n  ${body}\n}`, call }
}

export const members: Readonly<Record<string, readonly string[]>> = {
  'struct tri': ['a', 'b', 'c'],
  'struct pair': ['a', 'c', 'w'],
  'struct vec': ['at[0]', 'at[2]', 'at[3]', 'at[1]'],
  'struct wide': ['h', 'i', 'w', 'j'],
}
export const records = ['struct tri', 'struct pair', 'struct vec']

/** What a function may do with a structure that it has the address of. */
export function uses(draws: Draws, at: string, type: string): string {
  const all = members[type] ?? []
  return draws
    .shuffled(all)
    .map((member) => {
      const place = `${at}->${member}`
      return draws.pick([
        `note(${place});`,
        `own = ADD(own, ${place});`,
        `${place} ^= 5;`,
        `note((i64)((u64)${place} * 3u)); step();`,
      ])
    })
    .join(' ')
}

/** A structure of the caller's own, which it may or may not look at afterwards. */
export function filled(scope: Scope, type: string, name: string): readonly [before: string, after: string] {
  const { draws } = scope
  const all = members[type] ?? []
  const before = draws.shuffled(all).map((member) => `${name}.${member} = ${scope.value()};`)
  const after = draws.chance(2) ? all.map((member) => `note(${name}.${member});`) : []
  return [`${type} ${name}; ${before.join(' ')}`, after.join(' ')]
}
