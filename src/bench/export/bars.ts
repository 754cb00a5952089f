import type { Spec } from 'vega'
import { bench as say } from '../messages.js'
import type { BenchResult } from '../results.js'
import { FONT, label } from './label.js'

const BLUE = '#3b6ea5'
const RED = '#b5443c'
const ROW_HEIGHT = 28

/** A bar for each result, red for what failed. */
export function bars(results: readonly BenchResult[]): Spec {
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
