/** A profile's fuel by function and by line. */
import type { FuelProfile, ProfileNode } from '../../core/fuel-profile.js'

/** Fuel of something that appears in a profile. */
export interface Share {
  /** Spent in it, callees not included. */
  readonly selfFuel: number
  /** Spent in it and in what it called; a recursive call counts once. */
  readonly cumulativeFuel: number
}

export interface FunctionShare extends Share {
  readonly name: string
  readonly file: string
  readonly firstLine: number
}

export interface LineShare extends Share {
  readonly file: string
  readonly line: number
}

export interface Totals {
  /** Fuel of the whole run. */
  readonly fuel: number
  readonly outsideFuel: number
  /** The dearest in itself first. */
  readonly functions: readonly FunctionShare[]
  readonly lines: readonly LineShare[]
}

export function totals(profile: FuelProfile): Totals {
  const subtrees = subtreeFuels(profile.nodes)
  const { codes, outsideFuel } = profile
  const functions = shares(profile.nodes, subtrees, ({ code }) => String(code)).map(([node, share]) => {
    const { name = '?', file = '?', firstLine = 0 } = codes[node.code] ?? {}
    return { name, file, firstLine, ...share }
  })
  const fileOf = ({ code }: ProfileNode) => codes[code]?.file ?? '?'
  const lines = shares(profile.nodes, subtrees, (node) => `${node.line}\0${fileOf(node)}`).map(([node, share]) => ({
    file: fileOf(node),
    line: node.line,
    ...share,
  }))
  const inside = profile.nodes.reduce((sum, { fuel }) => sum + fuel, 0)
  return { fuel: inside + outsideFuel, outsideFuel, functions: functions.sort(dearest), lines: lines.sort(dearest) }
}

function dearest(left: Share, right: Share): number {
  return right.selfFuel - left.selfFuel || right.cumulativeFuel - left.cumulativeFuel
}

/** Fuel of each node with all below it. Children stand after their parents. */
export function subtreeFuels(nodes: readonly ProfileNode[]): readonly number[] {
  const fuels = nodes.map(({ fuel }) => fuel)
  for (let index = nodes.length - 1; index >= 0; index -= 1) {
    const parent = nodes[index]?.parent ?? -1
    if (parent >= 0) fuels[parent] = (fuels[parent] ?? 0) + (fuels[index] ?? 0)
  }
  return fuels
}

/** The shares by key, each with the first node that has the key. */
function shares(
  nodes: readonly ProfileNode[],
  subtrees: readonly number[],
  keyOf: (node: ProfileNode) => string,
): Array<[ProfileNode, Share]> {
  const found = new Map<string, { node: ProfileNode; selfFuel: number; cumulativeFuel: number }>()
  nodes.forEach((node, index) => {
    const key = keyOf(node)
    const share = found.get(key) ?? { node, selfFuel: 0, cumulativeFuel: 0 }
    share.selfFuel += node.fuel
    if (!hasAbove(nodes, node, key, keyOf)) share.cumulativeFuel += subtrees[index] ?? 0
    found.set(key, share)
  })
  return [...found.values()].map(({ node, selfFuel, cumulativeFuel }) => [node, { selfFuel, cumulativeFuel }])
}

function hasAbove(
  nodes: readonly ProfileNode[],
  node: ProfileNode,
  key: string,
  keyOf: (node: ProfileNode) => string,
): boolean {
  for (let at = nodes[node.parent]; at !== undefined; at = nodes[at.parent]) if (keyOf(at) === key) return true
  return false
}
