import { defineCommand } from '../command.js'

/** `fuelcell bench schema`: the JSON Schema of bench.yaml. */
export const benchSchemaCommand = defineCommand(
  {
    name: 'bench schema',
    usage: ['bench schema [options]'],
    describe:
      'Prints the JSON Schema of bench.yaml, for editors. It is also in the package, as schemas/bench.schema.json.',
    words: 'none',
    options: {},
    examples: [{ command: 'fuelcell bench schema > bench.schema.json', meaning: 'keep it beside a bench.yaml' }],
  },
  async (_values, _words, { stdout }) => {
    const { suiteJsonSchema } = await import('../../bench/suite/schema.js')
    stdout.write(`${JSON.stringify(suiteJsonSchema(), null, 2)}\n`)
    return 0
  },
)
