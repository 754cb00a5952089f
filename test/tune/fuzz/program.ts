/** Small C programs, drawn at random, that use their variables in every way that tuning has to respect. None has undefined behaviour. */

import { answering } from './answering.js'
import { Draws } from './draws.js'
import { further } from './further.js'
import { giving, lending } from './memory.js'
import { plain, type Statement } from './plain.js'
import { pointers } from './pointers.js'
import { type Helper, RECORDS, Scope, WHOLE_TYPES } from './scope.js'
import { taking } from './taking.js'

/** Of a source: functions can be compiled in two ways and linked. */
export const UNITS = [0, 1] as const

export interface Program {
  readonly name: string
  /** What was drawn. */
  readonly draws: readonly number[]
  readonly prototypes: readonly string[]
  /** By unit. */
  readonly functions: readonly (readonly string[])[]
}

interface Written {
  readonly prototype: string
  readonly definition: string
}

/** The program `name`: a function from a number to a number. */
export function program(name: string, source: number | readonly number[]): Program {
  const draws = new Draws(source)
  const helpers = Array.from({ length: 1 + draws.below(4) }, (_, index) =>
    draws.pick([...taking, ...answering])(`${name}_h${index}`, draws),
  )
  const functions = Array.from({ length: 1 + draws.below(4) }, (_, index) =>
    written(`${name}_f${index}`, draws, helpers),
  )
  const calls = functions.map(({ call }) => `whole ^= ${call}; note(whole);`)
  const units: string[][] = UNITS.map(() => [])
  for (const { definition } of [...helpers, ...functions]) draws.pick(units).push(definition)
  const own = draws.pick(units)
  const others = draws.pick(units)
  // Drawn last, so that a seed's functions are the same with it and without it.
  const besides = draws.chance(3) ? draws.pick(further)(`${name}_g`, draws) : { prototypes: [], definitions: [] }
  others.push(...besides.definitions)
  if (besides.prototypes.length > 0) calls.push(`note(${name}_g(k));`)
  own.push(`int ${name}(int k) { int whole = k; ${calls.join(' ')} return whole; }`)
  const prototypes = [...helpers, ...functions].map(({ prototype }) => prototype)
  return { name, draws: draws.taken, prototypes: [...prototypes, ...besides.prototypes], functions: units }
}

/** A function may do few things, so that few frames are reached by everything. */
function palette(draws: Draws, helpers: readonly Helper[]): readonly Statement[] {
  const calls: Statement[] = helpers.map((helper) => (scope) => helper.call(scope))
  const all = [
    plain,
    [...plain, ...calls],
    [...calls, ...lending],
    [...plain, ...pointers],
    [...calls, ...pointers, ...lending, ...giving],
  ]
  return draws.some(draws.pick(all), 6)
}

function written(name: string, draws: Draws, helpers: readonly Helper[]): Written & { readonly call: string } {
  const scope = new Scope(draws, name)
  const parameters = Array.from({ length: draws.below(4) }, (_, index) => {
    const type = draws.pick([...WHOLE_TYPES, 'double', 'float', 'struct tri', 'struct one', 'struct pair', 'union mix'])
    scope.know(type, `p${index}`)
    return { type, name: `p${index}` }
  })
  scope.know('int', 'k')
  const variables = Array.from({ length: 1 + draws.below(6) }, (_, index) => {
    const type = draws.pick(['int', ...WHOLE_TYPES, 'float', 'double', ...RECORDS])
    return scope.declare(type, `x${index}`)
  })
  const statements = palette(draws, helpers)
  const block = (depth: number): string =>
    Array.from({ length: 1 + draws.below(depth === 0 ? 7 : 2) }, () => {
      if (depth > 1) return `note(${scope.value()});`
      return draws.pick(statements)(scope, () => block(depth + 1))
    }).join('\n  ')
  const body = block(0)
  const ends = scope.places.filter(() => !draws.chance(3)).map(({ text }) => `note((i64)${text});`)
  const position = draws.below(parameters.length + 1)
  const heads = parameters.map((parameter) => `${parameter.type} ${parameter.name}`)
  const given = parameters.map(({ type }) => argument(type, draws))
  const head = `int ${name}(${heads.toSpliced(position, 0, 'int k').join(', ')})`
  return {
    prototype: `${head};`,
    definition: `${head} {\n  ${[...variables, body, ends.join(' ')].join('\n  ')}\n  return ${scope.value()};\n}`,
    call: `${name}(${given.toSpliced(position, 0, draws.pick(['k', 'whole', '5'])).join(', ')})`,
  }
}

function argument(type: string, draws: Draws): string {
  switch (type) {
    case 'struct tri':
      return '(struct tri){ k, 1, whole }'
    case 'struct one':
      return '(struct one){ k }'
    case 'struct pair':
      return '(struct pair){ k, 3, whole }'
    case 'union mix':
      return '(union mix){ .w = k * 3ll }'
    default:
      return draws.pick([String(draws.below(9)), `(${type})k`, `(${type})whole`])
  }
}
