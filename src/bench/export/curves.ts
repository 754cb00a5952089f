import type { Spec } from 'vega'
import { bench as say } from '../messages.js'
import type { BenchResult } from '../results.js'
import { FONT, label } from './label.js'

/** Each scan's points on logarithmic axes, and the line that was fitted. */
export function curves(results: readonly BenchResult[]): Spec {
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
