/** `npm start`: sets everything up, then shows what fuelcell does. */
import { setUp } from './build.mjs'
import { runScript } from './command.mjs'
import { steps as say } from './messages.mjs'

await runScript(async () => {
  await setUp()
  process.stderr.write(`${say.demo}\n\n`)
  const { runDemo } = await import('../dist/demo.js')
  return runDemo()
})
