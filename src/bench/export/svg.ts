/** Pictures for documents. The plotting library draws them without a browser, the same bytes each time. */
import type { Spec } from 'vega'
import { bench as say } from '../../messages/bench.js'
import { oneLine } from '../../messages.js'
import type { BenchReport } from '../bench.js'
import type { BenchResult } from '../results.js'

const FONT = 'DejaVu Sans, Verdana, sans-serif'
const BLUE = '#3b6ea5'
const RED = '#b5443c'

/** Scans on logarithmic axes with what was fitted; where there is none, bars. */
export async function reportSvg({ results }: BenchReport): Promise<string> {
  const scans = results.filter(({ scan }) => scan !== undefined && scan.sizes.length > 0)
  return drawn(scans.length === 0 ? bars(results) : curves(scans))
}

/** Loads the library: it takes as long as a hundred small runs. */
export async function drawn(spec: Spec): Promise<string> {
  const { parse, View } = await import('vega')
  const view = new View(parse(spec), { renderer: 'none' })
  try {
    return `${await view.toSVG()}\n`
  } finally {
    view.finalize()
  }
}

const ROW_HEIGHT = 28
const LABEL_CHARACTERS = 40

function label(name: string): string {
  const characters = Array.from(oneLine(name))
  return characters.length <= LABEL_CHARACTERS
    ? characters.join('')
    : `${characters.slice(0, LABEL_CHARACTERS).join('')}…`
}

function bars(results: readonly BenchResult[]): Spec {
  const values = results.map(({ name, netFuel, ok }, row) => ({ row, label: label(name), netFuel, ok }))
  return {
    width: 480,
    height: Math.max(1, values.length) * ROW_HEIGHT,
    padding: 10,
    background: 'white',
    data: [{ name: 'results', values }],
    scales: [
      {
        name: 'x',
        type: 'linear',
        domain: { data: 'results', field: 'netFuel' },
        range: 'width',
        zero: true,
        nice: true,
      },
      { name: 'y', type: 'band', domain: { data: 'results', field: 'row' }, range: 'height', padding: 0.25 },
    ],
    axes: [
      {
        orient: 'bottom',
        scale: 'x',
        title: say.axes.netFuel,
        format: '~s',
        grid: true,
        tickCount: 6,
        labelFont: FONT,
        titleFont: FONT,
      },
      {
        orient: 'left',
        scale: 'y',
        labelFont: FONT,
        labelLimit: 400,
        ticks: false,
        encode: { labels: { update: { text: { signal: "data('results')[datum.value].label" } } } },
      },
    ],
    marks: [
      {
        type: 'rect',
        from: { data: 'results' },
        encode: {
          enter: {
            x: { scale: 'x', value: 0 },
            x2: { scale: 'x', field: 'netFuel' },
            y: { scale: 'y', field: 'row' },
            height: { scale: 'y', band: 1 },
            fill: [{ test: '!datum.ok', value: RED }, { value: BLUE }],
          },
        },
      },
    ],
  }
}

function curves(results: readonly BenchResult[]): Spec {
  const points = results.flatMap(({ name, scan }) =>
    (scan?.sizes ?? []).map((size, index) => ({ series: label(name), size, netFuel: scan?.netFuel[index] ?? 0 })),
  )
  const models = results.flatMap(({ name, scan }) =>
    (scan?.fitted ?? []).map((netFuel, index) => ({ series: label(name), size: scan?.sizes[index] ?? 0, netFuel })),
  )
  // A logarithmic axis has no place for zero.
  const drawable = ({ size, netFuel }: { size: number; netFuel: number }) => size > 0 && netFuel > 0
  const [parameter = ''] = results.map(({ scan }) => scan?.parameter ?? '')
  return {
    width: 480,
    height: 320,
    padding: 10,
    background: 'white',
    data: [
      { name: 'points', values: points.filter(drawable) },
      { name: 'models', values: models.filter(drawable) },
    ],
    scales: [
      { name: 'x', type: 'log', domain: { data: 'points', field: 'size' }, range: 'width' },
      {
        name: 'y',
        type: 'log',
        domain: {
          fields: [
            { data: 'points', field: 'netFuel' },
            { data: 'models', field: 'netFuel' },
          ],
        },
        range: 'height',
        nice: true,
      },
      { name: 'color', type: 'ordinal', domain: { data: 'points', field: 'series' }, range: { scheme: 'category10' } },
    ],
    axes: [
      {
        orient: 'bottom',
        scale: 'x',
        title: parameter,
        format: '~s',
        grid: true,
        tickCount: 8,
        labelFont: FONT,
        titleFont: FONT,
      },
      {
        orient: 'left',
        scale: 'y',
        title: say.axes.netFuel,
        format: '~s',
        grid: true,
        tickCount: 6,
        labelFont: FONT,
        titleFont: FONT,
      },
    ],
    legends: [{ fill: 'color', orient: 'top-left', labelFont: FONT, labelLimit: 400 }],
    marks: [
      {
        type: 'group',
        from: { facet: { name: 'model', data: 'models', groupby: 'series' } },
        marks: [
          {
            type: 'line',
            from: { data: 'model' },
            encode: {
              enter: {
                x: { scale: 'x', field: 'size' },
                y: { scale: 'y', field: 'netFuel' },
                stroke: { scale: 'color', field: 'series' },
                strokeWidth: { value: 1.5 },
              },
            },
          },
        ],
      },
      {
        type: 'symbol',
        from: { data: 'points' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'size' },
            y: { scale: 'y', field: 'netFuel' },
            size: { value: 36 },
            fill: { scale: 'color', field: 'series' },
          },
        },
      },
    ],
  }
}
