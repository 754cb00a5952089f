/** Called functions that work on what their callers have: by recursion, through several addresses or a callback, and by what they give back. */
import type { Scope } from './scope.js'
import { helper, members, records, type Shape } from './shape.js'

export const answering: readonly Shape[] = [
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
  // An address that comes back, by which more is reached than the callee touched.
  (name, draws) => {
    if (draws.chance(2)) {
      const type = draws.pick(records)
      const [first = '', second = '', third = ''] = draws.shuffled(members[type] ?? [])
      return helper(`${type} *${name}(${type} *t, int x)`, `t->${first} ^= x; note(x); step(); return t;`, (scope) => {
        const [declaration, record] = scope.record(type)
        return `{ ${declaration} ${name}(&${record}, ${scope.value()})->${second} ^= 3; note(${record}.${second}); note(${name}(&${record}, 5)->${third}); }`
      })
    }
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
