import { defineCommand } from '../command.js'
import { flag } from '../options.js'

/** `fuelcell grade schema`: the JSON Schema of grade.yaml. */
export const gradeSchemaCommand = defineCommand(
  {
    name: 'grade schema',
    usage: ['grade schema [options]'],
    describe:
      'Prints the JSON Schema of grade.yaml, for editors, or that of the JSON report. Both are also in the package, as ' +
      'schemas/grade.schema.json and schemas/grade-report.schema.json.',
    words: 'none',
    options: { report: flag('Print the schema of the report instead') },
    examples: [{ command: 'fuelcell grade schema > grade.schema.json', meaning: 'keep it beside a grade.yaml' }],
  },
  async ({ report }, _words, { stdout }) => {
    const schema =
      report === true
        ? (await import('../../grade/report/schema.js')).reportJsonSchema()
        : (await import('../../grade/task/schema.js')).taskJsonSchema()
    stdout.write(`${JSON.stringify(schema, null, 2)}\n`)
    return 0
  },
)
