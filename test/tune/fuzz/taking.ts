/**
 * Called functions whose parameters tuning may take for others: what follows the last ordinary one, structures that are given by value or filled
 * in any order, parameters that are always the same constant.
 */
import { filled, helper, members, records, type Shape, uses } from './shape.js'

export const taking: readonly Shape[] = [
  // A pointer after parameters of which some are the same in each call, so that an optimiser takes them away.
  (name, draws) => {
    const type = draws.pick(records)
    const constant = draws.below(50)
    const order = draws.shuffled(['x', 'c', 't', ...(draws.chance(3) ? ['y'] : [])])
    const last = draws.chance(4) ? order : [...order.filter((one) => one !== 't'), 't']
    const types: Readonly<Record<string, string>> = { x: 'int x', y: 'short y', c: 'int c', t: `${type} *t` }
    const [at, copy] = draws.chance(2) ? ['t', ''] : ['q', `${type} *q = t;`]
    const body = `int own = ADD(x, c); ${copy} step(); note(own); ${uses(draws, at, type)} return own ^ c;`
    return helper(`int ${name}(${last.map((one) => types[one]).join(', ')})`, body, (scope) => {
      const local = scope.fresh('t')
      const [before, after] = filled(scope, type, local)
      const given: Readonly<Record<string, string>> = { x: scope.value(), y: '3', c: String(constant), t: `&${local}` }
      return `{ ${before} note(${name}(${last.map((one) => given[one]).join(', ')})); ${after} }`
    })
  },
  // Structures by value, which the callee is given the address of a copy of.
  (name, draws) => {
    const type = draws.pick([...records, 'struct one', 'struct real'])
    const isNarrow = type === 'struct one' || type === 'struct real'
    const parameters = draws.shuffled(['int x', `${type} s`, ...(draws.chance(3) ? ['i64 y'] : [])])
    const at = draws.pick(['(&s)', 'q'])
    const use = isNarrow ? `note((i64)${at}->only); ${at}->only = 3;` : uses(draws, at, type)
    const body = `${at === 'q' ? `${type} *q = &s;` : ''} int own = x; step(); ${use} note(own); return own;`
    return helper(`int ${name}(${parameters.join(', ')})`, body, (scope) => {
      const local = scope.fresh('s')
      const [before, after] = isNarrow ? [`${type} ${local} = { 9 };`, ''] : filled(scope, type, local)
      const given = parameters.map((one) => (one.endsWith(' s') ? local : scope.value()))
      return `{ ${before} note(${name}(${given.join(', ')})); ${after} }`
    })
  },
  // Bytes of parameters.
  (name, draws) => {
    const types = draws.shuffled(['u32', 'i64', 'short', 'int']).slice(0, 2 + draws.below(2))
    const which = draws.below(types.length)
    const reads = draws.pick([
      `for (int j = 1; j <= (int)sizeof p${which}; j++) { step(); own = ADD(MUL(own, 3), ((byte *)&p${which})[j - 1]); }`,
      `((byte *)&p${which})[(u32)i % sizeof p${which}] ^= 7;`,
      `own = ((byte *)&p${which})[(u32)i % sizeof p${which}];`,
    ])
    const body = `int own = 1; ${reads} ${types.map((_, index) => `note((i64)p${index});`).join(' ')} return own;`
    const head = `int ${name}(${types.map((type, index) => `${type} p${index}`).join(', ')}, int i)`
    return helper(
      head,
      body,
      (scope) => `note(${name}(${types.map(() => scope.value()).join(', ')}, ${scope.value()}));`,
    )
  },
  // A structure that is filled with the parameters, in any order, and given away.
  (name, draws) => {
    const type = draws.pick(['struct tri', 'struct vec', 'struct wide'])
    const all = members[type] ?? []
    const values = ['a', 'b', 'c', '7']
    const places = draws.shuffled(all)
    const between = draws.chance(3) ? 'step();' : ''
    const sets = places.map((member, index) => `s.${member} = ${values[index] ?? '1'};`)
    const use = {
      'struct tri': 'use_tri(&s)',
      'struct vec': 'walk(s.at, 4)',
      'struct wide': `${name}_use(&s)`,
    }[type]
    const wide = `struct wide { short h; int i; i64 w; int j; };
      int ${name}_use(struct wide *at) { step(); note(at->h); note(at->i); note(at->w); note(at->j); at->i ^= 1; kept_any[2] = at; return (int)at->w; }`
    const other = draws.chance(2) ? 'int other = 4;' : ''
    const body = `${other} ${type} s; ${sets[0]} ${between} ${sets.slice(1).join(' ')} int own = ${use}; ${other && 'note(other++); keep(&other); change_kept(own); kept = 0; note(other);'} kept_any[2] = 0; return ADD(own, s.${places[0]});`
    const head = `int ${name}(int a, ${draws.pick(['int', 'short', 'i64'])} b, int c)`
    const made = helper(head, body, (scope) => `note(${name}(${scope.value()}, ${scope.value()}, ${scope.value()}));`)
    if (type !== 'struct wide') return made
    const unique = (text: string) => text.replaceAll('struct wide', `struct ${name}_wide`)
    return { ...made, definition: unique(`${wide}\n${made.definition}`) }
  },
  // Variadic ones, which may pass the list on.
  (name, draws) => {
    const kinds = Array.from({ length: 1 + draws.below(4) }, () =>
      draws.pick(['int', 'i64', 'double', 'int *', 'struct tri *']),
    )
    const reads: Readonly<Record<string, string>> = {
      int: 'own = ADD(own, va_arg(list, int));',
      i64: 'note(va_arg(list, i64));',
      double: 'note_real(va_arg(list, double));',
      'int *': 'own = ADD(own, add(va_arg(list, int *), count));',
      'struct tri *': '{ struct tri *p = va_arg(list, struct tri *); p->a ^= p->c; note(p->b); }',
    }
    const isOfInts = kinds.every((kind) => kind === 'int')
    const read =
      isOfInts && draws.chance(2)
        ? `own = count_ints(${kinds.length}, list);`
        : kinds.map((kind) => reads[kind]).join(' ')
    const twice = draws.chance(4) ? `va_list again; va_copy(again, list); va_end(again);` : ''
    const body = `int own = count; va_list list; va_start(list, count); ${twice} ${read} va_end(list); note(own); return own;`
    const head = `int ${name}(${draws.pick(['int count', 'i64 w, int count', 'int count'])}, ...)`
    return helper(head, body, (scope) => {
      const before: string[] = []
      const given = kinds.map((kind) => {
        const local = scope.fresh('v')
        switch (kind) {
          case 'int':
            return scope.value()
          case 'i64':
            return `(i64)${scope.value()} * 3`
          case 'double':
            return `${draws.below(50)}.25`
          case 'int *':
            return `&${scope.int()}`
          default:
            before.push(`struct tri ${local} = { ${scope.value()}, 2, ${scope.value()} };`)
            return `&${local}`
        }
      })
      const first = head.includes('i64 w') ? `${scope.value()}, ` : ''
      return `{ ${before.join(' ')} note(${name}(${first}${draws.below(9)}, ${given.join(', ')})); }`
    })
  },
]
