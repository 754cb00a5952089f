import { defineCommand } from '../command.js'
import { collectCases } from './cases.js'
import { measureCases } from './measuring.js'
import { caseOptions, measuringOptions, outputOptions, runtimesOption } from './options.js'
import { exitCodeOf, present } from './output.js'

/** `fuelcell bench`: what snippets cost. */
export const benchCommand = defineCommand(
  {
    name: 'bench',
    usage: ['bench [options] SNIPPET…', 'bench save | compare | check | profile | imports | schema …'],
    describe:
      'Measures what snippets cost, in fuel. One run is the measurement: it comes out the same each time, on any machine. A ' +
      'SNIPPET is code, a file, a folder, a bench.yaml, or - for code from stdin. Without any, ./bench.yaml is measured.',
    words: 'mixed',
    options: { ...caseOptions, ...runtimesOption, ...measuringOptions, ...outputOptions },
    examples: [
      {
        command: 'fuelcell bench \'print("hi")\' loop.py tests/',
        meaning: 'compare a line, a file and the files of a folder',
      },
      {
        command: "fuelcell bench -c 'xs.sort()' --setup 'xs = list(range(n, 0, -1))' --scan n=1..4096:x2",
        meaning: 'see how a cost grows; the setup is not part of it',
      },
      { command: 'fuelcell bench --verify 3 main.py', meaning: 'check that three workers agree to the unit' },
      { command: 'fuelcell bench --runtimes python,ruby fib.*', meaning: 'compare the same task across languages' },
      {
        command: 'fuelcell bench --cost 1G=0.01EUR --export-markdown costs.md',
        meaning: 'price the snippets of ./bench.yaml',
      },
      {
        command: 'fuelcell bench check --max-regression 0.5%',
        meaning: 'fail where something became dearer than its baseline',
      },
    ],
    notes:
      'Exit code: 0; 1 when a snippet failed (unless -i) or workers disagreed; 126 for a wrong command line or a fault.',
  },
  async (values, words, context) => {
    const collected = await collectCases(words, values, context)
    const report = await measureCases(
      collected.map((one) => one.case),
      values,
      context,
    )
    await present(report, values, context)
    return exitCodeOf(report, values)
  },
)
