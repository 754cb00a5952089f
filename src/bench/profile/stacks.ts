/** A profile as stacks of functions, in the formats of tools that show them. */
import type { FuelProfile } from '../../core/fuel-profile.js'
import { bench as say } from '../messages.js'

/** Indexes of codes from the outermost caller, and the fuel that was spent with exactly this stack. */
export interface Stack {
  readonly codes: readonly number[]
  readonly fuel: number
}

/** Stacks with lines put together, in the order of their first appearance. */
export function stacksOf({ nodes }: Pick<FuelProfile, 'nodes'>): readonly Stack[] {
  const paths: string[] = []
  const fuels = new Map<string, number>()
  nodes.forEach((node, index) => {
    const above = paths[node.parent]
    const path = above === undefined ? String(node.code) : `${above};${node.code}`
    paths[index] = path
    if (node.fuel > 0) fuels.set(path, (fuels.get(path) ?? 0) + node.fuel)
  })
  return [...fuels].map(([path, fuel]) => ({ codes: path.split(';').map(Number), fuel }))
}

/** The format of flamegraph.pl and its many readers: a line for each stack, its frames divided by semicolons, then its fuel. */
export function collapsedStacks(profile: FuelProfile): string {
  const lines = stacksOf(profile).map(
    ({ codes, fuel }) => `${codes.map((code) => label(profile, code)).join(';')} ${fuel}`,
  )
  if (profile.outsideFuel > 0) lines.push(`${say.outside} ${profile.outsideFuel}`)
  return lines.map((line) => `${line}\n`).join('')
}

/** A name that cannot break the format. */
function label({ codes }: FuelProfile, index: number): string {
  const { name = '?', file = '?', firstLine = 0 } = codes[index] ?? {}
  return `${name} (${file}:${firstLine})`.replace(/[;\p{C}\p{Zl}\p{Zp}]/gu, '_')
}

/** The file format of speedscope.app, one sampled profile whose weights are fuel. */
export function speedscopeJson(profile: FuelProfile, name: string): string {
  const outside = profile.codes.length
  const stacks = stacksOf(profile)
  const samples = stacks.map(({ codes }) => codes)
  const weights = stacks.map(({ fuel }) => fuel)
  if (profile.outsideFuel > 0) {
    samples.push([outside])
    weights.push(profile.outsideFuel)
  }
  const file = {
    $schema: 'https://www.speedscope.app/file-format-schema.json',
    exporter: 'fuelcell',
    name,
    activeProfileIndex: 0,
    shared: {
      frames: [
        ...profile.codes.map((code) => ({ name: code.name, file: code.file, line: code.firstLine })),
        { name: say.outside },
      ],
    },
    profiles: [
      {
        type: 'sampled',
        name: say.fuelOf(name),
        unit: 'none',
        startValue: 0,
        endValue: weights.reduce((sum, weight) => sum + weight, 0),
        samples,
        weights,
      },
    ],
  }
  return `${JSON.stringify(file)}\n`
}

/** A node of functions with lines put together, its callees in it. */
export interface CallNode {
  /** Index of the code, -1 for the root. */
  readonly code: number
  /** Fuel with all callees. */
  readonly fuel: number
  readonly children: readonly CallNode[]
}

/** The stacks as one tree. */
export function callTree(profile: Pick<FuelProfile, 'nodes'>): CallNode {
  interface Growing {
    code: number
    fuel: number
    children: Map<number, Growing>
  }
  const root: Growing = { code: -1, fuel: 0, children: new Map() }
  for (const { codes, fuel } of stacksOf(profile)) {
    let at = root
    at.fuel += fuel
    for (const code of codes) {
      const child: Growing = at.children.get(code) ?? { code, fuel: 0, children: new Map() }
      at.children.set(code, child)
      child.fuel += fuel
      at = child
    }
  }
  const frozen = ({ code, fuel, children }: Growing): CallNode => ({
    code,
    fuel,
    children: [...children.values()].map(frozen),
  })
  return frozen(root)
}
