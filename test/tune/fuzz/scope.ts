/** The variables that a generated function has, and expressions of them. */
import type { Draws } from './draws.js'

/** Something that can be read and set. */
export interface Place {
  readonly text: string
  readonly type: string
}

/** A function that the program calls with fitting arguments. */
export interface Helper {
  readonly definition: string
  readonly prototype: string
  /** A statement that calls it from a function with these variables. */
  readonly call: (scope: Scope) => string
}

export const WHOLE_TYPES = ['int', 'char', 'signed char', 'byte', 'short', 'unsigned short', 'u32', 'i64', 'u64']
export const RECORDS = [
  'struct tri',
  'struct pair',
  'struct one',
  'struct vec',
  'union mix',
  'struct bits',
  'struct deep',
]

const fields: Readonly<Record<string, ReadonlyArray<readonly [suffix: string, type: string]>>> = {
  'struct tri': [
    ['.a', 'int'],
    ['.b', 'int'],
    ['.c', 'int'],
  ],
  'struct pair': [
    ['.a', 'int'],
    ['.c', 'char'],
    ['.w', 'i64'],
  ],
  'struct one': [['.only', 'int']],
  'struct vec': [
    ['.at[0]', 'int'],
    ['.at[1]', 'int'],
    ['.at[3]', 'int'],
  ],
  'union mix': [
    ['.i', 'int'],
    ['.h[1]', 'short'],
    ['.b[5]', 'byte'],
    ['.w', 'i64'],
    ['.halves.high', 'int'],
  ],
  'struct bits': [
    ['.x', 'u32 '],
    ['.y', 'int '],
    ['.z', 'u32 '],
    ['.w', 'i64 '],
  ],
  'struct deep': [
    ['.s', 'short'],
    ['.p[1].a', 'int'],
    ['.p[2].w', 'i64'],
    ['.t.b', 'int'],
    ['.p[0].c', 'char'],
  ],
}

/** What `{}` between the declaration and its end must say so that every byte that can be read is set. */
export function declared(type: string, name: string, value: () => string): string {
  switch (type) {
    case 'struct tri':
      return `struct tri ${name} = { ${value()}, 3, ${value()} };`
    case 'struct pair':
      return `struct pair ${name}; set_pair(&${name}, ${value()}, 5);`
    case 'struct vec':
      return `struct vec ${name} = { { ${value()}, 1, ${value()}, 4 } };`
    case 'struct one':
      return `struct one ${name} = { ${value()} };`
    default:
      return `${type} ${name}; memset(&${name}, ${name.length}, sizeof ${name});`
  }
}

export class Scope {
  /** Whole numbers of any type; those in bit-fields, which have no address, have a type that ends with a space. */
  readonly places: Place[] = []
  readonly reals: Place[] = []
  readonly records: Place[] = []
  readonly helpers: Helper[] = []
  private named = 0

  constructor(
    readonly draws: Draws,
    readonly name: string,
  ) {}

  fresh(prefix: string): string {
    return `${prefix}${this.named++}`
  }

  /** Declares a variable and says how. */
  declare(type: string, name: string): string {
    this.know(type, name)
    if (type === 'float' || type === 'double') return `${type} ${name} = ${this.draws.below(9)}.5;`
    if (type.includes(' ') && !type.startsWith('signed') && !type.startsWith('uns')) {
      return declared(type, name, () => this.simple())
    }
    return `${type} ${name} = (${type})${this.simple()};`
  }

  know(type: string, name: string): void {
    if (type === 'float' || type === 'double') this.reals.push({ text: name, type })
    else if (type in fields) {
      this.records.push({ text: name, type })
      for (const [suffix, of] of fields[type] ?? []) this.places.push({ text: name + suffix, type: of })
    } else this.places.push({ text: name, type })
  }

  int(): string {
    return this.draws.pick(this.ints())
  }

  ints(): string[] {
    return this.places.filter(({ type }) => type === 'int').map(({ text }) => text)
  }

  place(): Place {
    return this.draws.pick(this.places)
  }

  /** A variable of this type, with the declaration that a block needs for it: one of the function's where it has any. */
  record(type: string): readonly [declaration: string, name: string] {
    const known = this.records.filter((record) => record.type === type)
    if (known.length > 0 && !this.draws.chance(3)) return ['', this.draws.pick(known).text]
    const name = this.fresh('own')
    return [declared(type, name, () => this.value()), name]
  }

  /** A number that needs no more than one load. */
  simple(): string {
    const { draws } = this
    switch (draws.below(3)) {
      case 0:
        return String(draws.below(100))
      case 1:
        return 'k'
      default:
        return `(${draws.below(100_000) - 50_000})`
    }
  }

  /** An expression of type `int` without effects. */
  value(depth = 0): string {
    const { draws } = this
    const kinds: ReadonlyArray<() => string> = [
      () => this.simple(),
      () => this.int(),
      () => `(int)${this.place().text}`,
      () => `get(&${this.int()})`,
      () => `${draws.pick(['ADD', 'MUL'])}(${this.value(depth + 1)}, ${this.value(depth + 1)})`,
      () => `(${this.value(depth + 1)} ${draws.pick(['^', '&', '|', '<', '!=', '>='])} ${this.value(depth + 1)})`,
      () => `(${this.value(depth + 1)} ? ${this.value(depth + 1)} : ${this.value(depth + 1)})`,
      () => `(${this.value(depth + 1)} && ${this.value(depth + 1)} > 9)`,
      () => `(int)((u32)${this.value(depth + 1)} >> ${1 + draws.below(9)})`,
    ]
    return draws.pick(depth > 1 ? kinds.slice(0, 4) : kinds)()
  }

  /** An index below the count. */
  index(count: number): string {
    return this.draws.chance(2) ? `(u32)${this.value(1)} % ${count}` : String(this.draws.below(count))
  }
}
