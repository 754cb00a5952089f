import { defineCommand } from '../command.js'

/** `fuelcell grade schema`: the JSON Schema of grade.yaml. */
export const gradeSchemaCommand = defineCommand(
  {
    name: 'grade schema',
    usage: ['grade schema [options]'],
    describe:
      'Prints the JSON Schema of grade.yaml, for editors. It is also in the package, as schemas/grade.schema.json.',
    words: 'none',
    options: {},
    examples: [{ command: 'fuelcell grade schema > grade.schema.json', meaning: 'keep it beside a grade.yaml' }],
  },
  async (_values, _words, { stdout }) => {
    const { taskJsonSchema } = await import('../../grade/task/schema.js')
    stdout.write(`${JSON.stringify(taskJsonSchema(), null, 2)}\n`)
    return 0
  },
)
