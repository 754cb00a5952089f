/** What changed since a baseline, as a table. */
import type { Change } from '../../bench/baseline/compare.js'
import type { BenchReport } from '../../bench/bench.js'
import { endingOf } from '../../bench/columns.js'
import { bench as say } from '../../bench/messages.js'
import { count, oneLine } from '../../core/quoting.js'
import { plainTable } from '../table.js'

export async function changeTable(changes: readonly Change[], { results }: BenchReport): Promise<string> {
  const rows = changes.map((change) => {
    const result = results.find(({ name }) => name === change.name)
    const verdict =
      change.verdict === 'failed' && result !== undefined
        ? say.failedVerdict(endingOf(result))
        : change.verdict === 'over budget'
          ? say.overBudget(result?.budget ?? 0)
          : say.verdicts[change.verdict]
    return [oneLine(change.name), sizeOf(change), ...figures(change), verdict]
  })
  const { snippet, size, before, after, change, verdict } = say.columns
  const hasSizes = changes.some((one) => one.size !== undefined)
  const kept = <T>(cells: readonly T[]) => cells.filter((_, index) => hasSizes || index !== 1)
  return plainTable(
    kept([snippet, size, before, after, change, '', verdict]),
    rows.map(kept),
    kept(['left', 'right', 'right', 'right', 'right', 'right', 'left'] as const),
  )
}

function sizeOf({ size }: Change): string {
  return size === undefined ? '-' : count(size)
}

function figures({ before, after, verdict }: Change): readonly string[] {
  const shown = [before === null ? '-' : count(before), after === null ? '-' : count(after)]
  const comparable = verdict !== 'other epoch' && verdict !== 'other start' && verdict !== 'failed'
  if (before === null || after === null || !comparable) return [...shown, '-', '-']
  const percent = before === 0 ? '-' : say.percent((after - before) / before)
  return [...shown, say.signed(after - before), percent]
}
