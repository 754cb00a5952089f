import { bench as say } from '../../bench/messages.js'
import { defineCommand } from '../command.js'
import { casesOfBaseline, fromRecordedStart, loadBaselineIfAny, refuseFarSources, saveBaseline } from './baseline.js'
import { collectCases } from './cases.js'
import { measureCases } from './measuring.js'
import { baselineOption, caseOptions, DEFAULT_BASELINE, measuringOptions, runtimesOption } from './options.js'
import { present } from './output.js'

/** `fuelcell bench save`: records what snippets cost. */
export const benchSaveCommand = defineCommand(
  {
    name: 'bench save',
    usage: ['bench save [options] [SNIPPET…]'],
    describe:
      'Measures snippets and records what they cost in a file meant for git: sorted, with the fuel epoch and the world in its ' +
      'head. It replaces the file. Without snippets, those that the file has are recorded again; without a file, ./bench.yaml.',
    words: 'mixed',
    options: { ...caseOptions, ...runtimesOption, ...baselineOption, ...measuringOptions },
    examples: [
      { command: 'fuelcell bench save src/*.py', meaning: 'record files' },
      { command: 'fuelcell bench save', meaning: 'record again, after a change that was meant or a new fuel epoch' },
      {
        command: 'fuelcell bench save --baseline perf/sort.json sort.py --scan n=1..4096:x2',
        meaning: 'record a scan',
      },
    ],
    notes:
      'Exit code: 0; 1 when a snippet failed, and nothing is written then; 126 for a wrong command line or a fault.',
  },
  async (values, words, context) => {
    const path = values.baseline ?? DEFAULT_BASELINE
    const own = words.length + values.c.length === 0 ? await loadBaselineIfAny(path) : null
    const collected =
      own === null ? await collectCases(words, values, context) : await casesOfBaseline(path, own, values, context)
    await refuseFarSources(path, collected)
    const report = await measureCases(
      collected.map((one) => (own === null ? one : fromRecordedStart(one, own, values)).case),
      values,
      context,
      own?.world,
    )
    await present(report, nothingElse, context)
    if (report.differences.length > 0 || !report.results.every(({ ok }) => ok)) {
      context.stderr.write(say.notSaved(path))
      return 1
    }
    await saveBaseline(path, report, collected)
    context.stderr.write(say.saved(path, report.results.length))
    return 0
  },
)

/** The table alone: no exports. */
const nothingElse = {
  json: undefined,
  cost: undefined,
  i: undefined,
  'ignore-failure': undefined,
  'export-json': undefined,
  'export-csv': undefined,
  'export-markdown': undefined,
  'export-hyperfine': undefined,
  'export-github': undefined,
  'export-svg': undefined,
  'step-summary': undefined,
}
