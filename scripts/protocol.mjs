/** `npm run protocol`: writes the schema of the host's messages, and the TypeScript that is generated of it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root, run, runScript, SetupError } from './command.mjs'
import { protocol as say } from './messages.mjs'
import { writeChecks } from './protocol/checks.mjs'
import { writeTypes } from './protocol/types.mjs'

const schemaFile = join(root, 'host', 'crates', 'protocol', 'schema.json')
const folder = join(root, 'src', 'host', 'generated')

await runScript(async () => {
  // The schema is written by the test that compares it: only there the messages can tell what they are.
  const args = [
    'test',
    '--release',
    '--quiet',
    '--manifest-path',
    join('host', 'Cargo.toml'),
    '-p',
    'fuelcell-protocol',
  ]
  const { code } = await run('cargo', [...args, '--lib'], { env: { FUELCELL_WRITE_SCHEMA: '1' } })
  if (code !== 0) throw new SetupError(say.noSchema)
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8'))
  writeFileSync(join(folder, 'messages.ts'), writeTypes(schema))
  writeFileSync(join(folder, 'checks.ts'), writeChecks(schema))
})
