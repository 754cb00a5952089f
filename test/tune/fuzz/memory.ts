/** Statements that hand addresses of variables to others, or take memory on the stack. */
import type { Statement } from './plain.js'
import { declared } from './scope.js'

/** To functions that touch what they are given and keep nothing. */
export const lending: readonly Statement[] = [
  (s) => `put(&${s.int()}, ${s.value()});`,
  (s) => `note(add(&${s.int()}, ${s.value()}));`,
  (s) => `note(get(&${s.int()}));`,
  (s) => {
    const [declaration, pair] = s.record('struct pair')
    return `{ ${declaration} set_pair(&${pair}, ${s.value()}, ${s.value()}); note(${pair}.w ^ ${pair}.c); }`
  },
  (s) => {
    const [declaration, tri] = s.record('struct tri')
    return `{ ${declaration} note(before(&${tri}.${s.draws.pick(['b', 'c'])})); put(&${tri}.b, ${s.value()}); note(${tri}.a ^ ${tri}.b); }`
  },
  (s) => {
    const all = s.places.filter(({ type }) => type === 'i64')
    const wide = s.fresh('wide')
    if (all.length > 0) return `widen(&${s.draws.pick(all).text}, ${s.value()});`
    return `{ i64 ${wide} = ${s.value()}; widen(&${wide}, ${s.value()}); note(${wide}); }`
  },
  // Two that are reached as one.
  (s) => {
    const two = s.fresh('two')
    return `{ _Alignas(8) int ${two}[2] = { ${s.value()}, ${s.value()} }; widen((i64 *)${two}, ${s.value()}); note(${two}[0]); ${two}[1] ^= ${s.value()}; note(*(i64 *)${two}); }`
  },
  (s) => {
    const [one, other] = [s.fresh('one'), s.fresh('other')]
    return `{ int ${one} = ${s.value()}, ${other} = ${s.value()}; swap(&${one}, &${other}); note(${one} * 3ll + ${other}); }`
  },
]

export const giving: readonly Statement[] = [
  (s) => `keep(&${s.int()}); ${s.int()} = ${s.value()}; change_kept(${s.value()}); note(${s.int()}); kept = 0;`,
  (s) => {
    const [declaration, tri] = s.record('struct tri')
    return `{ ${declaration} keep_tri(&${tri}); ${tri}.c = ${s.value()}; change_tri(${s.value()}); note(${tri}.a ^ ${tri}.b); kept_tri = 0; }`
  },
  (s) => `note(through(${s.value()}, &${s.int()}, ${s.value()}));`,
  (s) => `note(table[(u32)${s.value()} % 4](&${s.int()}, ${s.value()}));`,
  (s) => {
    const [first, second] = [s.fresh('first'), s.fresh('second')]
    return `{ struct node ${first} = { 0, ${s.value()} }; struct node ${second} = { &${first}, ${s.value()} }; kept_list = &${second}; note(sum_list(kept_list, ${s.value()})); note(${first}.value); kept_list = 0; }`
  },
  (s) => {
    const int = s.int()
    return `kept_any[1] = &${int}; ${int} = ${s.value()}; *(int *)kept_any[1] ^= ${s.value()}; note(${int}); kept_any[1] = 0;`
  },
  (s) =>
    `*(int **)(state.heap + 8) = &${s.int()}; **(int **)(state.heap + 8) = ${s.value()}; *(int **)(state.heap + 8) = 0;`,
  (s) => {
    const [declaration, deep] = s.record('struct deep')
    return `{ ${declaration} ${deep}.p[${s.index(3)}].a = ${s.value()}; ${deep}.link = &${s.int()}; *${deep}.link ^= 3; ${deep}.link = 0; note(${deep}.p[1].a + ${deep}.s); note(use_tri(&${deep}.t)); }`
  },
  (s) => {
    const [room, i] = [s.fresh('room'), s.fresh('i')]
    return `for (int ${i} = 1; ${i} < ${2 + s.draws.below(3)}; ${i}++) { step(); int *${room} = __builtin_alloca(4 * ${i}); ${room}[${i} - 1] = ${s.value()}; note(add(${room} + ${i} - 1, k)); }`
  },
  (s) => {
    const [row, count, i] = [s.fresh('row'), s.fresh('count'), s.fresh('i')]
    return `{ int ${count} = 1 + (int)(${s.index(5)}); int ${row}[${count}]; for (int ${i} = 0; ${i} < ${count}; ${i}++) { step(); ${row}[${i}] = ${s.value()}; } note(walk(${row}, ${count})); }`
  },
  (s) => {
    const large = s.fresh('large')
    return `{ int ${large}[200]; memset(${large}, ${s.draws.below(9)}, sizeof ${large}); ${large}[${s.index(200)}] = ${s.value()}; note(${large}[7] ^ ${large}[${s.index(200)}]); }`
  },
  (s) => {
    const [declaration, vec] = s.record('struct vec')
    const copy = s.fresh('copy')
    return `{ ${declaration} struct vec ${copy}; memcpy(&${copy}, &${vec}, sizeof ${copy}); memset(${vec}.at + 1, ${s.draws.below(3)}, 8); note(walk(${copy}.at, 4)); note(${vec}.at[${s.index(4)}]); memcpy(&${vec}.at[2], ${copy}.at, ${4 + s.draws.below(5)}); }`
  },
  (s) => {
    const int = s.int()
    return `fill((byte *)&${int} + ${s.draws.below(3)}, ${1 + s.draws.below(2)}, ${s.value()}); note(${int});`
  },
  (s) => `note(use_tri(&(struct tri){ ${s.value()}, ${s.value()}, ${s.value()} }));`,
  (s) => {
    const type = s.draws.pick(['struct tri', 'struct vec', 'struct pair'])
    const name = s.fresh('given')
    const first = type === 'struct vec' ? 'at[0]' : 'a'
    return `{ ${declared(type, name, () => s.value())} keep(&${name}.${first}); change_kept(${s.value()}); note(${name}.${first}); kept = 0; }`
  },
]
