/** `fuelcell bench compare` and `fuelcell bench check`: what changed since a baseline, and whether that is too much. */
import { compareWith, type Tolerance, type Verdict } from '../../bench/baseline/compare.js'
import { bench as say } from '../../bench/messages.js'
import { type Context, defineCommand, type OptionValues } from '../command.js'
import { commandLine } from '../messages.js'
import { flag } from '../options.js'
import { casesOfBaseline, fromRecordedStart, inRecordedManner, loadBaseline } from './baseline.js'
import { collectCases } from './cases.js'
import { changeTable } from './change-table.js'
import { measureCases } from './measuring.js'
import {
  baselineOption,
  caseOptions,
  DEFAULT_BASELINE,
  DEFAULT_TOLERANCE,
  measuringOptions,
  runtimesOption,
  toleranceOption,
} from './options.js'

const options = {
  ...caseOptions,
  ...runtimesOption,
  ...baselineOption,
  ...measuringOptions,
  json: flag('Print the changes as one line of JSON instead of a table'),
}

/** A regression, or a snippet that failed. */
const REGRESSION_EXIT = 1
/** There is nothing to compare with: another fuel epoch, or a snippet that only one side has. */
const INCOMPARABLE_EXIT = 3

const exitCodes: Readonly<Record<Verdict, number>> = {
  same: 0,
  cheaper: 0,
  dearer: 0,
  regression: REGRESSION_EXIT,
  'over budget': REGRESSION_EXIT,
  failed: REGRESSION_EXIT,
  new: INCOMPARABLE_EXIT,
  missing: INCOMPARABLE_EXIT,
  'other start': INCOMPARABLE_EXIT,
  'other epoch': INCOMPARABLE_EXIT,
}

export const benchCompareCommand = defineCommand(
  {
    name: 'bench compare',
    usage: ['bench compare [options] [SNIPPET…]'],
    describe:
      'Shows what became cheaper or dearer since the baseline. Without snippets, those of the baseline are measured again.',
    words: 'mixed',
    options,
    examples: [{ command: 'fuelcell bench compare', meaning: 'see the changes of all that was recorded' }],
    notes:
      'Exit code: 0, however much changed; 1 when a snippet failed; 3 when figures cannot be compared; 126 for a wrong command line or a fault.',
  },
  // Dearer is dearer here, not too dear.
  async (values, words, context) => compared(values, words, { fuel: Number.MAX_SAFE_INTEGER }, context),
)

export const benchCheckCommand = defineCommand(
  {
    name: 'bench check',
    usage: ['bench check [options] [SNIPPET…]'],
    describe:
      'Fails when something became dearer than its baseline, or than its budget. Figures are exact, so any increase counts ' +
      'unless --max-regression allows for it. Without snippets, those of the baseline are measured again.',
    words: 'mixed',
    options: { ...options, ...toleranceOption },
    examples: [
      { command: 'fuelcell bench check', meaning: 'fail on one instruction more' },
      { command: 'fuelcell bench check --max-regression 0.5%', meaning: 'allow half a percent' },
      {
        command: 'fuelcell bench check --max-regression fuel:+10000 sort.py',
        meaning: 'allow an amount, for one snippet',
      },
    ],
    notes:
      'Exit code: 0; 1 for a regression, a budget that is exceeded or a snippet that failed; 3 when figures cannot be compared ' +
      '(another fuel epoch, or a snippet that the baseline lacks): record again with `fuelcell bench save`; 126 for a wrong command line or a fault.',
  },
  async (values, words, context) => compared(values, words, values['max-regression'] ?? DEFAULT_TOLERANCE, context),
)

async function compared(
  values: OptionValues<typeof options>,
  words: readonly string[],
  tolerance: Tolerance,
  context: Context,
): Promise<number> {
  const path = values.baseline ?? DEFAULT_BASELINE
  const baseline = await loadBaseline(path)
  const isWhole = words.length + values.c.length === 0
  const collected = isWhole
    ? await casesOfBaseline(path, baseline, values, context)
    : (await collectCases(words, values, context)).map((one) => inRecordedManner(one, baseline, values))
  const cases = collected.map((one) => fromRecordedStart(one, baseline, values).case)
  const report = await measureCases(cases, values, context, baseline.world)
  const changes = compareWith(baseline, report.results, tolerance).filter(
    ({ verdict }) => isWhole || verdict !== 'missing',
  )
  if (values.json) {
    const { changesJson } = await import('../../bench/export/json.js')
    context.stdout.write(`${changesJson(report, changes)}\n`)
  } else context.stdout.write(await changeTable(changes, report))
  for (const difference of report.differences) context.stderr.write(commandLine.failed(say.differs(difference)))
  const exits = changes.map(({ verdict }) => exitCodes[verdict])
  const hasFailed = exits.includes(REGRESSION_EXIT) || report.differences.length > 0
  if (exits.includes(INCOMPARABLE_EXIT))
    context.stderr.write(
      commandLine.failed(
        say.recordAgain(
          path,
          changes.map(({ verdict }) => verdict),
        ),
      ),
    )
  return hasFailed ? REGRESSION_EXIT : Math.max(0, ...exits)
}
