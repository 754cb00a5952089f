/** Functions that a program may have besides, for what the drawn ones seldom come to. */
import type { Draws } from './draws.js'
import { WHOLE_TYPES } from './scope.js'

/** The last one is called, with a number. */
export interface Further {
  readonly prototypes: readonly string[]
  readonly definitions: readonly string[]
}

type Writer = (name: string, draws: Draws) => Further

function written(functions: ReadonlyArray<readonly [head: string, body: string]>): Further {
  return {
    prototypes: functions.map(([head]) => `${head};`),
    definitions: functions.map(([head, body]) => `${head} { ${body} }`),
  }
}

export const further: readonly Writer[] = [
  // Narrow variables that optimised code has to load, too: with their sign.
  (name, draws) => {
    const types = Array.from({ length: 3 }, () => draws.pick([...WHOLE_TYPES, 'signed char', 'short']))
    const variables = types.map(
      (type, index) => `volatile ${type} v${index} = (${type})((u32)k * ${1 + draws.below(99)}u);`,
    )
    const notes = types.map((type, index) => `note(v${index}); v${index} = (${type})(v${index} ^ 85); note(v${index});`)
    return written([[`int ${name}(int k)`, `${variables.join(' ')} ${notes.join(' ')} return (int)v0;`]])
  },
  // A variable that only callees touch, while others have theirs below it.
  (name, draws) => {
    const [first, second, third] = draws.shuffled(['a', 'b', 'c'])
    return written([
      [
        `void ${name}_set(struct tri *t, int x)`,
        `t->${first} = x; t->${second} = ADD(x, 1); t->${third} = 3; note(x);`,
      ],
      [`int ${name}_deep(int x)`, 'int row[6] = { x, 1, 2, 3, x, 5 }; return walk(row, 6);'],
      [`int ${name}_sum(struct tri *t)`, `step(); return ADD(t->${third}, MUL(t->${first}, t->${second}));`],
      [`int ${name}(int k)`, `struct tri t; ${name}_set(&t, k); note(${name}_deep(k)); return ${name}_sum(&t);`],
    ])
  },
]
