/** Statements that compute with the addresses of variables. */
import type { Statement } from './plain.js'
import type { Place, Scope } from './scope.js'

const bytesOf: Readonly<Record<string, number>> = {
  int: 4,
  u32: 4,
  char: 1,
  'signed char': 1,
  byte: 1,
  short: 2,
  'unsigned short': 2,
  i64: 8,
  u64: 8,
}

function array(s: Scope, length: number): readonly [declaration: string, name: string] {
  const name = s.fresh('row')
  const values = Array.from({ length }, (_, index) => (s.draws.chance(2) ? s.value(1) : String(index)))
  return [`int ${name}[${length}] = { ${values.join(', ')} };`, name]
}

/** A whole number that has an address, of known width. */
function addressed(s: Scope): Place {
  return s.draws.pick(s.places.filter(({ type }) => type in bytesOf))
}

export const pointers: readonly Statement[] = [
  // Single bytes at an index that only the run knows.
  (s) => {
    const { text, type } = addressed(s)
    return `note(((byte *)&${text})[(u32)${s.value(1)} % ${bytesOf[type]}]);`
  },
  (s) => {
    const { text, type } = addressed(s)
    const [i, size] = [s.fresh('i'), bytesOf[type]]
    return `for (int ${i} = 1; ${i} <= ${size}; ${i}++) { step(); note(((byte *)&${text})[${i} - 1]); }`
  },
  (s) => {
    const { text, type } = addressed(s)
    return `((byte *)&${text})[(u32)${s.value(1)} % ${bytesOf[type]}] ^= (byte)${s.value(1)};`
  },
  (s) => {
    const [declaration, row] = array(s, 3 + s.draws.below(4))
    const i = s.fresh('i')
    return `{ ${declaration} for (int ${i} = 1; ${i} <= 3; ${i}++) { step(); ${row}[${i} - 1] = ADD(${row}[${i} - 1], ${s.value(1)}); } note(walk(${row}, 3)); }`
  },
  (s) => {
    const [declaration, row] = array(s, 5)
    const at = s.fresh('at')
    return `{ ${declaration} ${row}[${s.index(5)}] = ${s.value()}; for (int *${at} = ${row} + 5; ${at} != ${row};) { step(); note(*--${at}); } }`
  },
  (s) => {
    const [declaration, row] = array(s, 6)
    const middle = s.fresh('middle')
    return `{ ${declaration} int *${middle} = &${row}[2]; ${middle}[-1] = ${s.value()}; ${middle}[${s.index(4)}] ^= 9; note(${row}[1] ^ ${row}[${s.index(6)}]); note(before(${middle})); }`
  },
  (s) => {
    const [declaration, row] = array(s, 4)
    const at = s.fresh('at')
    return `{ ${declaration} int *${at} = ${row} + ${s.index(4)}; note(${at} - ${row}); note(${at} < ${row} + 2); note(difference(${row}, ${at})); }`
  },
  (s) => {
    const one = s.fresh('one')
    return `{ int *${one} = ${s.value()} & 1 ? &${s.int()} : &${s.int()}; *${one} = ${s.value()}; note(*${one}); note(${one} == &${s.int()}); }`
  },
  (s) => {
    const [one, two] = [s.fresh('one'), s.fresh('two')]
    return `{ int *${one} = &${s.int()}; int **${two} = &${one}; **${two} = ${s.value()}; *${two} = &${s.int()}; *${one} ^= ${s.value()}; note(**${two}); }`
  },
  (s) => {
    const all = s.fresh('all')
    return `{ int *${all}[3] = { &${s.int()}, &${s.int()}, &${s.int()} }; *${all}[${s.index(3)}] = ${s.value()}; note(*${all}[${s.index(3)}]); }`
  },
  (s) => {
    const [hidden, int] = [s.fresh('hidden'), s.int()]
    return `{ uptr ${hidden} = (uptr)&${int} ^ 1234ul; *(int *)(${hidden} ^ 1234ul) = ${s.value()}; note(${int}); }`
  },
  (s) => {
    const [declaration, pair] = s.record('struct pair')
    const back = s.fresh('back')
    return `{ ${declaration} struct pair *${back} = (struct pair *)((char *)&${pair}.w - 8); ${back}->a ^= ${s.value()}; note(${pair}.a); note(${back}->w); }`
  },
  (s) => {
    const [row, at] = [s.fresh('rows'), s.fresh('at')]
    return `{ struct tri ${row}[3] = { { 1, 2, 3 }, { ${s.value()}, 5, 6 }, { 7, 8, ${s.value()} } }; struct tri *${at} = ${row}; ${at} += ${s.index(3)}; ${at}->b = ${s.value()}; note(${row}[1].b); note(use_tri(&${row}[${s.index(3)}])); note(${row}[2].b); }`
  },
  (s) => {
    const real = s.reals[0]
    if (real === undefined) return `note(get(&${s.int()}));`
    const [bits, fraction] = real.type === 'float' ? ['u32', '0x7fffffu'] : ['u64', '0xfffffffffffffull']
    const one = real.type === 'float' ? '0x3f800000u' : '0x3ff0000000000000ull'
    return `note((i64)*(${bits} *)&${real.text}); *(${bits} *)&${real.text} = ${one} | (${bits})((u32)${s.value()} & ${fraction}); note_real(${real.text});`
  },
  (s) => `*(short *)&${s.int()} = (short)${s.value()}; note(((unsigned short *)&${s.int()})[1]);`,
  (s) => {
    const [declaration, name] = s.record('union mix')
    return `{ ${declaration} ${name}.w = (i64)${s.value()} * 77; ${name}.h[${s.index(4)}] ^= 3; note(${name}.b[${s.index(8)}]); note(${name}.halves.high); }`
  },
  (s) => {
    const [row, i] = [s.fresh('text'), s.fresh('i')]
    return `{ char ${row}[12]; int ${i} = digits(${s.value()}, ${row}); note(${i} * 1000 + ${row}[0] + ${row}[${i} - 1]); if (${i} > 1) note(end_of(${row} + ${i})); note(${row}[${i} - 1]); }`
  },
  (s) => {
    const [text, at] = [s.fresh('text'), s.fresh('at')]
    return `{ char ${text}[4] = "abc"; char *${at} = ${text}; ${text}[${s.index(3)}] ^= 3; note(next_of(&${at})); note(*${at}); note(next_of(&${at}) + (int)(${at} - ${text})); }`
  },
  // Halves of something wider, and wholes of halves.
  (s) => {
    const wide = s.fresh('wide')
    return `{ i64 ${wide} = ${s.value()}; ((u32 *)&${wide})[${s.draws.below(2)}] ^= (u32)${s.value()}; note(${wide}); double ${wide}d = ${s.value()} % 100; note(((u32 *)&${wide}d)[1]); }`
  },
  (s) => {
    const [declaration, tri] = s.record('struct tri')
    const [copy, i] = [s.fresh('copy'), s.fresh('i')]
    return `{ ${declaration} struct tri ${copy}; for (u32 ${i} = 0; ${i} < sizeof ${copy}; ${i}++) { step(); ((byte *)&${copy})[${i}] = ((byte *)&${tri})[${i}]; } note(${copy}.b); note(${copy}.c); }`
  },
]
