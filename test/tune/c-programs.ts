/** Small C programs, drawn at random, that use their variables in every way that tuning has to respect. None has undefined behaviour. */

/** Numbers from a seed: mulberry32. */
export function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** What all programs of a source share. `note` is their output; `state` and `kept` are what they leave in memory. */
const PRELUDE = `
#include <stdarg.h>
typedef unsigned int u32; typedef long long i64; typedef unsigned long long u64;
struct pair { int a; char c; i64 w; };
struct deep { short s; struct pair p[3]; double d; int *link; };
struct state { u32 hash; u32 notes; u32 log[64]; i64 cells[32]; };
struct state state;
int *kept; struct pair *kept_pair;
void *memcpy(void *to, const void *from, unsigned long n) { char *t = to; const char *f = from; while (n--) *t++ = *f++; return to; }
void *memset(void *to, int value, unsigned long n) { char *t = to; while (n--) *t++ = (char)value; return to; }
unsigned state_address(void) { return (unsigned)&state; }
unsigned state_bytes(void) { return sizeof state; }
static void note(i64 value) {
  state.hash = (state.hash ^ (u32)value ^ (u32)(value >> 32)) * 16777619u;
  state.log[state.notes++ % 64] = state.hash;
}
static void set_int(int *at, int value) { *at = value; }
static void add_through(int *at, int value) { int *again = at; *again = (int)((u32)*again + (u32)value); }
static void set_pair(struct pair *at, int a, int c) { at->a = a; at->c = (char)c; at->w = (i64)a * c; }
static void keep(int *at) { kept = at; }
static void change_kept(int by) { if (kept) *kept = (int)((u32)*kept + (u32)by); }
static void keep_pair(struct pair *at) { kept_pair = at; }
static void change_kept_pair(int by) { if (kept_pair) { kept_pair->a ^= by; kept_pair->w += by; } }
static struct pair make_pair(int a, int c) { struct pair made; made.a = a; made.c = (char)c; made.w = a - c; return made; }
static i64 weigh(struct pair given) { given.a = (int)((u32)given.a * 3u); return given.a + given.c + given.w; }
static int sum(int count, ...) { int whole = 0; va_list list; va_start(list, count); while (count-- > 0) whole = (int)((u32)whole + (u32)va_arg(list, int)); va_end(list); return whole; }
static double mix(const char *kinds, ...) {
  double whole = 0; int extra = 1; va_list list; va_start(list, kinds);
  for (; *kinds; kinds++) switch (*kinds) {
    case 'i': whole += va_arg(list, int) % 1000; break;
    case 'l': whole += (double)(va_arg(list, i64) % 1000); break;
    case 'd': whole += va_arg(list, double); break;
    case 'p': *va_arg(list, int *) += extra++; break;
  }
  va_end(list); return whole;
}
static int digits(int value, char *out) { char buffer[16]; char *at = buffer + sizeof buffer; u32 left = (u32)value; int count = 0; do { *--at = (char)('0' + left % 10); left /= 10; count++; } while (left); for (int i = 0; i < count; i++) out[i] = at[i]; return count; }
static int before(int *second) { return second[-1]; }
static int walk(int *from, int count) { int whole = 0; for (int i = 0; i < count; i++) { whole = (int)((u32)whole * 31u + (u32)from[i]); from[i] ^= i; } return whole; }
static int deepen(int depth, int *above) { int own = depth * 7; int *chosen = depth & 1 ? above : &own; *chosen = (int)((u32)*chosen + 3u); if (depth <= 0) return own + *above; int below = deepen(depth - 1, &own); return (int)((u32)below + (u32)own + (u32)*above); }
static int (*const table[])(int *) = { before, 0 };
static int call_through(int *second) { return table[0](second); }
`

const types = [
  'char',
  'signed char',
  'unsigned char',
  'short',
  'unsigned short',
  'int',
  'unsigned',
  'i64',
  'u64',
] as const

/** Programs `p0` to `p(count - 1)`, each taking a number, as one source. */
export function cSource(seed: number, count: number): string {
  const programs = Array.from({ length: count }, (_, index) => program(`p${index}`, numbers(seed * 1_000_003 + index)))
  return [PRELUDE, ...programs].join('\n')
}

/** What a function does with addresses of its variables: nothing, hands them to callees that keep none, or anything. */
type Reach = 'nothing' | 'callees' | 'anything'
const doneBy: Readonly<Record<Reach, readonly number[]>> = {
  nothing: [0, 1, 2, 3, 4, 5, 6, 7],
  callees: [0, 1, 3, 4, 5, 8, 9, 10, 11, 12],
  anything: Array.from({ length: 25 }, (_, index) => index),
}

function program(name: string, draw: (below: number) => number): string {
  return [
    cFunction(`${name}_nothing`, 'nothing', draw),
    cFunction(`${name}_callees`, 'callees', draw),
    cFunction(`${name}_anything`, 'anything', draw),
    `int ${name}(int k) { int whole = ${name}_nothing(k, (short)k, k * 3ll); note(whole);`,
    `  whole ^= ${name}_callees(whole, 7, k); note(whole); return whole ^ ${name}_anything(k, (short)whole, whole); }`,
  ].join('\n')
}

/** Each does some of the things that it may do, so that few frames are reached by everything. */
function cFunction(name: string, reach: Reach, draw: (below: number) => number): string {
  const ints = names('x', 2 + draw(4))
  const narrow = names('n', 1 + draw(4)).map((variable) => ({ variable, type: types[draw(types.length)] ?? 'int' }))
  const floats = names('f', draw(3))
  const pairs = names('s', 1 + draw(2))
  const pick = <T>(values: readonly T[], otherwise: T): T => values[draw(values.length || 1)] ?? otherwise
  const int = () => pick(ints, 'k')
  const pair = () => pick(pairs, 's0')
  const hasArray = reach === 'anything' && draw(2) === 0
  const value = (): string =>
    [
      () => String(draw(2000) - 1000),
      () => ['m', '(int)w'][draw(2)] ?? 'k',
      int,
      () => `(int)${pick(narrow, { variable: 'k', type: 'int' }).variable}`,
      () => `${pair()}.a`,
      () => `(int)${pair()}.c`,
      () => (hasArray ? `array[${draw(6)}]` : String(draw(9))),
      () => `(int)((u32)${int()} ${pick(['+', '-', '*', '^', '&', '|'], '+')} (u32)k)`,
      () => `(${int()} < ${int()} ? ${int()} : k)`,
    ][draw(9)]?.() ?? 'k'
  let chosen: number[] | undefined
  const statement = (depth: number): string => {
    const kinds = [
      () => `${int()} = ${value()};`,
      () => {
        const { variable, type } = pick(narrow, { variable: 'x0', type: 'int' })
        return `${variable} = (${type})${value()}; note((i64)${variable});`
      },
      () => `{ struct pair copy = ${pair()}; copy.a ^= 5; note(copy.a + copy.w); }`,
      () =>
        floats.length === 0
          ? 'note(k);'
          : `${pick(floats, '')} = ${pick(floats, '')} * 0.25f + ${value()}; note((i64)${pick(floats, '')});`,
      () => `state.cells[(u32)${value()} % 32] += ${value()};`,
      () => (depth > 2 ? ';' : `if (${value()} > ${value()}) { ${block(depth + 1)} } else { ${block(depth + 1)} }`),
      () =>
        depth > 2 ? ';' : `for (int i${depth} = 0; i${depth} < ${1 + draw(4)}; i${depth}++) { ${block(depth + 1)} }`,
      () =>
        depth > 2
          ? ';'
          : `switch ((u32)${value()} % 3) { case 0: ${block(depth + 1)} case 1: ${block(depth + 1)} break; default: ${block(depth + 1)} }`,
      () => `set_int(&${int()}, ${value()});`,
      () => `add_through(&${int()}, ${value()});`,
      () => `set_pair(&${pair()}, ${value()}, ${value()}); note(${pair()}.w);`,
      () => `${pair()} = make_pair(${value()}, ${value()}); note(weigh(${pair()}));`,
      () => `note(sum(${draw(4)}, ${value()}, ${value()}, ${value()}));`,
      () => `{ int *q = ${value()} & 1 ? &${int()} : &${int()}; *q = ${value()}; note(*q); }`,
      () => `keep(&${int()}); change_kept(${value()}); kept = 0;`,
      () => `keep_pair(&${pair()}); change_kept_pair(${value()}); kept_pair = 0;`,
      () => `note((i64)mix("ipld", ${value()}, &${int()}, (i64)${value()}, ${draw(100)}.5));`,
      () =>
        `{ char text[12]; int length = digits(${value()}, text); note(length * 1000 + text[0] + text[length - 1]); }`,
      () => `note(before(&array[1]) + call_through(&array[${1 + draw(5)}]));`,
      () => `note(walk(array + ${draw(3)}, ${1 + draw(3)}));`,
      () => `array[(u32)${value()} % 6] = ${value()};`,
      () => `note(deepen(${draw(7)}, &${int()}));`,
      () =>
        `{ int *room = __builtin_alloca(4 * (1 + ((u32)${value()} % 5))); room[0] = ${value()}; add_through(room, k); note(room[0]); }`,
      () =>
        `deep.p[(u32)${value()} % 3].a = ${value()}; deep.link = &${int()}; *deep.link ^= 3; note(deep.p[1].a + deep.s);`,
      () => `deep.d = deep.d * 0.5 + ${value()}; note((i64)deep.d);`,
    ]
    chosen ??= Array.from({ length: 2 + draw(6) }, () => doneBy[reach][draw(doneBy[reach].length)] ?? 0)
    return kinds[chosen[draw(chosen.length)] ?? 0]?.() ?? ';'
  }
  const block = (depth: number): string => Array.from({ length: 1 + draw(4) }, () => statement(depth)).join(' ')
  const body = Array.from({ length: 4 + draw(8) }, () => statement(0)).join('\n  ')
  const ends = [...ints, ...narrow.map(({ variable }) => variable)].map((variable) => `note((i64)${variable});`)
  const rest = `${body}\n  ${ends.join(' ')} note(m); note(w);\n  return ${value()};\n}`
  const uses = (variable: string) => new RegExp(`\\b${variable}\\b`).test(rest)
  return [
    `static int ${name}(int k, short m, i64 w) {`,
    ...ints.map((variable, index) => `  int ${variable} = k + ${index};`),
    ...narrow.map(({ variable, type }) => `  ${type} ${variable} = (${type})(k * 5u);`),
    ...floats.map((variable, index) => `  ${index === 0 ? 'float' : 'double'} ${variable} = ${index}.5;`),
    ...pairs.filter(uses).map((variable) => `  struct pair ${variable}; set_pair(&${variable}, k, 1);`),
    ...(uses('array') ? ['  int array[6] = { k, 1, 2, 3, 4, 5 };'] : []),
    ...(uses('deep') ? ['  struct deep deep; memset(&deep, 0, sizeof deep);'] : []),
    `  ${rest}`,
  ].join('\n')
}

function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`)
}
