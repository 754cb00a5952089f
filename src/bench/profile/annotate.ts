import { bench as say } from '../../messages/bench.js'
import { count, printable } from '../../messages.js'
import type { Table } from '../columns.js'
import type { LineShare, Totals } from './totals.js'

/** The source with what each line cost, itself and with what it called. A dot: nothing was seen there. */
export function annotatedSource(source: string, file: string, { lines, fuel }: Totals): Table {
  const byLine = new Map(lines.filter((line) => line.file === file).map((line) => [line.line, line]))
  const text = source.endsWith('\n') ? source.slice(0, -1) : source
  return {
    head: [say.columns.self, '', say.columns.cumulative, say.columns.line, ''],
    align: ['right', 'right', 'right', 'right', 'left'],
    rows: text
      .split('\n')
      .map((line, index) => [...cells(byLine.get(index + 1), fuel), String(index + 1), printable(line)]),
  }
}

function cells(line: LineShare | undefined, fuel: number): readonly string[] {
  if (line === undefined) return ['.', '', '.']
  return [count(line.selfFuel), say.share(line.selfFuel / fuel), count(line.cumulativeFuel)]
}
