/**
 * Functions that programs call, each of a shape that tuning may take for another one: what follows the last ordinary parameter, structures that
 * are given by value or filled in any order, parameters that are always the same constant, addresses that come back.
 */
import type { Draws } from './draws.js'
import type { Helper, Scope } from './scope.js'

type Shape = (name: string, draws: Draws) => Helper

function helper(head: string, body: string, call: (scope: Scope) => string): Helper {
  return { prototype: `${head};`, definition: `${head} {\n  ${body}\n}`, call }
}

const members: Readonly<Record<string, readonly string[]>> = {
  'struct tri': ['a', 'b', 'c'],
  'struct pair': ['a', 'c', 'w'],
  'struct vec': ['at[0]', 'at[2]', 'at[3]', 'at[1]'],
  'struct wide': ['h', 'i', 'w', 'j'],
}
const records = ['struct tri', 'struct pair', 'struct vec']

/** What a function may do with a structure that it has the address of. */
function uses(draws: Draws, at: string, type: string): string {
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
function filled(scope: Scope, type: string, name: string): readonly [before: string, after: string] {
  const { draws } = scope
  const all = members[type] ?? []
  const before = draws.shuffled(all).map((member) => `${name}.${member} = ${scope.value()};`)
  const after = draws.chance(2) ? all.map((member) => `note(${name}.${member});`) : []
  return [`${type} ${name}; ${before.join(' ')}`, after.join(' ')]
}

export const shapes: readonly Shape[] = [
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
  // Recursion with a pointer to the caller's variable.
  (name, draws) => {
    const own = draws.pick(['int own = depth * 7;', 'int row[2] = { depth, 5 }; row[1] ^= depth;'])
    const mine = own.startsWith('int own') ? '&own' : '&row[1]'
    const keeps = draws.chance(3) ? `keep(${mine}); change_kept(x); kept = 0;` : ''
    const body = `${own} int *chosen = depth & 1 ? above : ${mine}; *chosen = ADD(*chosen, x); ${keeps} if (depth <= 0) return ADD(*${mine}, *above);
  int below = ${name}(depth - 1, ${draws.pick([mine, 'chosen', 'above'])}, x ^ 3); return ADD(ADD(below, *${mine}), *above);`
    const call = (scope: Scope) => `note(${name}(${scope.draws.below(7)}, &${scope.int()}, ${scope.value()}));`
    return helper(`int ${name}(int depth, int *above, int x)`, body, call)
  },
  // An address that comes back.
  (name, draws) => {
    const body = draws.pick([
      '*p = ADD(*p, x); note(x); return p;',
      'step(); if (x & 1) { *p ^= x; return p; } *q = x; return q;',
      'int *r = p; if (x > 5) r = q; add(r, x); return r;',
      'put(q, x); for (int i = 0; i < 2; i++) { step(); *p = ADD(*p, i); } return p;',
    ])
    return helper(`int *${name}(int *p, int *q, int x)`, body, (scope) => {
      const local = scope.fresh('back')
      return `{ int *${local} = ${name}(&${scope.int()}, &${scope.int()}, ${scope.value()}); *${local} = ADD(*${local}, 3); note(*${local}); note(${scope.int()}); }`
    })
  },
  // Several results, one narrower than the other.
  (name, draws) => {
    const sets = draws.shuffled(['*i = x;', '*w = x * 5ll;', '*c = (char)x;', '*d = *d + 1;'])
    const body = `${sets.join(' ')} note(x); ${draws.pick(['return *i;', 'return (int)*w;', 'if (*c) *i ^= *c; return *c;'])}`
    return helper(`int ${name}(int x, int *i, i64 *w, char *c, double *d)`, body, (scope) => {
      const t = scope.fresh('o')
      return `{ int ${t}i = 1; i64 ${t}w = 2; char ${t}c = 3; double ${t}d = 4; note(${name}(${scope.value()}, &${t}i, &${t}w, &${t}c, &${t}d)); note(${t}i + ${t}w); note(${t}c); note_real(${t}d); }`
    })
  },
  // A callback with what it works on.
  (name, draws) => {
    const body = draws.pick([
      '*c->target = ADD(*c->target, by); return c->extra;',
      'struct closure *q = c; q->extra ^= by; *q->target ^= q->extra; return by;',
    ])
    return helper(`int ${name}(struct closure *c, int by)`, body, (scope) => {
      const local = scope.fresh('c')
      const int = scope.int()
      return `{ struct closure ${local} = { ${name}, &${int}, ${scope.value()} }; note(${local}.call(&${local}, ${scope.value()})); note(${int}); note(${local}.extra); }`
    })
  },
  // A structure that comes back by value.
  (name, draws) => {
    const type = draws.pick(records)
    const all = members[type] ?? []
    const sets = draws.shuffled(all).map((member) => `made.${member} = ${draws.pick(['x', 'y', 'ADD(x, y)'])};`)
    const body = `${type} made; step(); ${sets.join(' ')} note(made.${all[1]}); return made;`
    return helper(`${type} ${name}(int x, int y)`, body, (scope) => {
      const [declaration, record] = scope.record(type)
      const part = draws.pick(all)
      return `{ ${declaration} ${record} = ${name}(${scope.value()}, ${scope.value()}); note(${record}.${part}); note(${name}(1, ${scope.value()}).${part}); }`
    })
  },
  // What hands on a part of what it is given.
  (name, draws) => {
    const body = draws.pick([
      'd->s ^= (short)x; put(&d->t.b, x); return use_tri(&d->t);',
      'struct pair *q = &d->p[1]; set_pair(q, x, 3); q++; q->w ^= x; return d->p[2].a;',
      'd->link = &d->t.c; *d->link = x; d->link = 0; return d->t.c;',
      'struct deep copy = *d; copy.t.a ^= x; *d = copy; return get(&copy.p[0].a);',
    ])
    return helper(`int ${name}(struct deep *d, int x)`, `step(); ${body}`, (scope) => {
      const [declaration, deep] = scope.record('struct deep')
      return `{ ${declaration} note(${name}(&${deep}, ${scope.value()})); note(${deep}.t.b ^ ${deep}.p[1].a); note(${deep}.p[2].w); }`
    })
  },
  // More parameters than can be told apart, with an address among the last ones.
  (name, draws) => {
    const count = 60 + draws.below(8)
    const numbers = Array.from({ length: count }, (_, index) => `int a${index}`)
    const use = draws.pick(['*p = ADD(*p, a0);', 'keep(p); change_kept(a1); kept = 0;', 'put(p, a2); note(get(p));'])
    return helper(
      `int ${name}(${numbers.join(', ')}, int *p)`,
      `step(); ${use} return ADD(a3, a${count - 1});`,
      (scope) => {
        const [int, values] = [
          scope.int(),
          numbers.map((_, index) => (index % 8 === 0 ? scope.simple() : String(index))),
        ]
        return `note(${name}(${values.join(', ')}, &${int})); note(${int});`
      },
    )
  },
]
