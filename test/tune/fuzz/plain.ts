/** Statements that take no address, or none that leaves the statement. */
import type { Scope } from './scope.js'

export type Statement = (scope: Scope, block: () => string) => string

export const plain: readonly Statement[] = [
  (s) => `note(${s.value()});`,
  (s) => {
    const { text, type } = s.place()
    return `${text} = (${type})${s.value()}; note((i64)${text});`
  },
  (s) => {
    const { text, type } = s.place()
    return `${text} = (${type})((u64)${text} ${s.draws.pick(['+', '-', '*', '^', '|'])} (u64)${s.value()});`
  },
  (s) => `state.cells[${s.index(32)}] ^= ${s.value()};`,
  (s) => {
    if (s.reals.length === 0) return `note(${s.value()});`
    const { text, type } = s.draws.pick(s.reals)
    return `${text} = ${text} * 0.25f + (${type})(${s.value()} % 1000); note_real(${text});`
  },
  (s) => {
    if (s.reals.length < 2) return `note(${s.value()});`
    return `${s.draws.pick(s.reals).text} = ${s.draws.pick(s.reals).text}; note(${s.draws.pick(s.reals).text} < 3.5);`
  },
  (s, block) => `if (${s.value()}) { ${block()} } else { ${block()} }`,
  (s, block) => {
    const i = s.fresh('i')
    return `for (int ${i} = 0; ${i} < ${1 + s.draws.below(4)}; ${i}++) { step(); ${block()} note(${i}); }`
  },
  (s, block) => {
    const left = s.fresh('left')
    return `{ int ${left} = ${2 + s.draws.below(3)}; do { step(); if (${s.value()} > 50) continue; ${block()} } while (--${left}); }`
  },
  (s, block) =>
    `switch (${s.index(4)}) { case 0: ${block()} case 1: ${block()} break; case 2: ${block()} default: ${block()} }`,
  (s, block) => {
    const [again, count] = [s.fresh('again'), s.fresh('count')]
    return `{ int ${count} = 0; ${again}: step(); ${block()} if (++${count} < ${1 + s.draws.below(3)}) goto ${again}; }`
  },
  (s) => {
    const type = s.draws.pick(['struct tri', 'struct pair', 'struct vec', 'union mix', 'struct deep'])
    const [declaration, name] = s.record(type)
    const copy = s.fresh('copy')
    const read = {
      'struct tri': '.b',
      'struct pair': '.w',
      'struct vec': '.at[2]',
      'union mix': '.h[2]',
      'struct deep': '.p[1].w',
    }[type]
    return `{ ${declaration} ${type} ${copy} = ${name}; note(${copy}${read}); ${s.int()} = ${s.value()}; note(${copy}${read}); }`
  },
  (s) => {
    const name = s.fresh('slow')
    return `{ volatile int ${name} = ${s.value()}; ${name} = ${name} ^ ${s.value()}; note(${name}); }`
  },
  (s) => {
    const name = s.fresh('late')
    return `{ ${s.draws.pick(['int', 'i64', 'short', '_Bool'])} ${name}; if (${s.value()}) ${name} = ${s.value()}; else ${name} = 3; note(${name}); }`
  },
  (s) => `if (${s.value()} == 77) return ${s.value()};`,
]
