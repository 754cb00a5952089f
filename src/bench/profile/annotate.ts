import { count, oneLine } from '../../core/quoting.js'
import type { Table } from '../columns.js'
import { bench as say } from '../messages.js'
import type { LineShare, Totals } from './totals.js'

/** The source with what each line cost, itself and with what it called. A dot: nothing was seen there. */
export function annotatedSource(source: string, file: string, { lines, fuel }: Totals): Table {
  const byLine = new Map(lines.filter((line) => line.file === file).map((line) => [line.line, line]))
  return {
    head: [say.columns.self, '', say.columns.cumulative, say.columns.line, ''],
    align: ['right', 'right', 'right', 'right', 'left'],
    rows: linesOf(source).map((line, index) => [
      ...cells(byLine.get(index + 1), fuel),
      String(index + 1),
      oneLine(line.replaceAll('\t', TAB)),
    ]),
  }
}

const TAB = '    '

/** Lines as the interpreter counts them: each of the three line ends counts, a last one begins no line. */
function linesOf(source: string): readonly string[] {
  const lines = source.split(/\r\n|\r|\n/)
  return lines.at(-1) === '' && lines.length > 1 ? lines.slice(0, -1) : lines
}

function cells(line: LineShare | undefined, fuel: number): readonly string[] {
  if (line === undefined) return ['.', '', '.']
  return [count(line.selfFuel), say.share(line.selfFuel / fuel), count(line.cumulativeFuel)]
}
