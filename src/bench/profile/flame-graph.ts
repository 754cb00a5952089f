/** A profile as a flame graph: the wider a box, the more fuel; above it what it called. */
import type { Spec } from 'vega'
import type { FuelProfile } from '../../core/fuel-profile.js'
import { count, oneLine } from '../../core/quoting.js'
import { drawn } from '../export/svg.js'
import { bench as say } from '../messages.js'
import { type CallNode, callTree } from './stacks.js'

const WIDTH = 1000
const ROW_HEIGHT = 18
/** Narrower boxes cannot be seen. */
const LEAST_WIDTH = 0.4
/** Of the library's text estimate for this font. */
const CHARACTER_WIDTH = 6.6
const COLORS = ['#e4a15c', '#dd8d4a', '#e6b56a', '#d97f4f', '#e9c27e', '#d1924f']

interface Box {
  readonly x: number
  readonly x2: number
  readonly depth: number
  readonly label: string
  readonly tooltip: string
  readonly color: string
}

/** The same bytes each time for the same profile. */
export function flameGraphSvg(profile: FuelProfile, title: string): Promise<string> {
  const boxes = layOut(profile)
  const depth = Math.max(1, ...boxes.map((box) => box.depth + 1))
  const spec: Spec = {
    width: WIDTH,
    height: depth * ROW_HEIGHT,
    padding: 10,
    background: 'white',
    title: { text: title, anchor: 'start', font: FONT, fontSize: 13 },
    data: [{ name: 'boxes', values: [...boxes] }],
    scales: [
      { name: 'y', type: 'linear', domain: [0, depth], range: 'height' },
      { name: 'x', type: 'linear', domain: [0, WIDTH], range: 'width' },
    ],
    marks: [
      {
        type: 'rect',
        from: { data: 'boxes' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'x' },
            x2: { scale: 'x', field: 'x2' },
            y: { scale: 'y', signal: 'datum.depth + 1' },
            height: { value: ROW_HEIGHT - 1 },
            fill: { field: 'color' },
            stroke: { value: 'white' },
            strokeWidth: { value: 0.5 },
            tooltip: { field: 'tooltip' },
            description: { field: 'tooltip' },
            aria: { value: true },
          },
        },
      },
      {
        type: 'text',
        from: { data: 'boxes' },
        encode: {
          enter: {
            x: { scale: 'x', signal: 'datum.x + 3' },
            y: { scale: 'y', signal: 'datum.depth + 0.5' },
            baseline: { value: 'middle' },
            font: { value: FONT },
            fontSize: { value: 11 },
            text: { field: 'label' },
          },
        },
      },
    ],
  }
  return drawn(spec)
}

const FONT = 'DejaVu Sans Mono, monospace'

function layOut(profile: FuelProfile): readonly Box[] {
  const tree = callTree(profile)
  const total = tree.fuel
  const boxes: Box[] = []
  const place = (node: CallNode, x: number, depth: number) => {
    let left = x
    for (const child of node.children) {
      const width = (child.fuel / total) * WIDTH
      if (width >= LEAST_WIDTH) {
        boxes.push(boxOf(profile, child, { x: left, width, depth, total }))
        place(child, left, depth + 1)
      }
      left += width
    }
  }
  if (total > 0) place(tree, 0, 0)
  return boxes
}

function boxOf(
  { codes }: FuelProfile,
  { code, fuel }: CallNode,
  { x, width, depth, total }: { x: number; width: number; depth: number; total: number },
): Box {
  const { name = '?', file = '?', firstLine = 0 } = codes[code] ?? {}
  const characters = Array.from(oneLine(name))
  const room = Math.floor((width - 6) / CHARACTER_WIDTH)
  const label =
    room < 2 ? '' : characters.length <= room ? characters.join('') : `${characters.slice(0, room - 1).join('')}…`
  return {
    x: Math.round(x * 100) / 100,
    x2: Math.round((x + width) * 100) / 100,
    depth,
    label,
    tooltip: say.box(name, file, firstLine, count(fuel), fuel / total),
    color: COLORS[code % COLORS.length] ?? 'orange',
  }
}
