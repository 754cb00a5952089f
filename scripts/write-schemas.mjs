/** Writes the JSON Schemas of the wire into `schemas/`, from the zod schemas that check what comes in: `npm run schemas`. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildTypeScript } from './build-typescript.mjs'
import { root, runScript } from './command.mjs'

await runScript(async () => {
  await buildTypeScript()
  const { wireJsonSchemas } = await import('../build/wire/json-schemas.js')
  for (const [name, schema] of Object.entries(wireJsonSchemas())) {
    writeFileSync(join(root, 'schemas', `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`)
  }
  return 0
})
