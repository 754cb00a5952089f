/**
 * `npm run bench:python -- [PYTHON]`: a thousand hellos, one after another, by `runner.run` in this process and by the Python client, in
 * turn in one go. Medians of the rounds, and the ratio. Needs a Python of 3.10 or newer, whose standard library is all that is used.
 */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { createRunner } from '../dist/index.js'
import { median } from './measures.mjs'

const ROUNDS = 5
const HELLOS = 1000
const HELLO = "print('hello')"
const root = join(import.meta.dirname, '..')
const python = process.argv[2] ?? 'python3'

const script = `
import sys, time
import fuelcell
with fuelcell.Client(workers=1) as client:
    client.run_code("python", ${JSON.stringify(HELLO)})
    begin = time.perf_counter()
    for _ in range(${HELLOS}):
        client.run_code("python", ${JSON.stringify(HELLO)})
    print((time.perf_counter() - begin) * 1000)
`
const env = {
  ...process.env,
  PYTHONPATH: join(root, 'clients', 'python', 'src'),
  FUELCELL_BIN: join(root, 'dist', 'cli', 'main.js'),
}

const runner = await createRunner({ workers: 1 })
const run = () => runner.run({ runtime: 'python', code: HELLO })
await run()
const library = []
const client = []
for (let round = 0; round < ROUNDS; round += 1) {
  const begin = performance.now()
  for (let hello = 0; hello < HELLOS; hello += 1) await run()
  library.push(performance.now() - begin)
  client.push(Number(execFileSync(python, ['-c', script], { env, encoding: 'utf8' })))
}
await runner.close()
const [a, b] = [median(library), median(client)]
process.stdout.write(
  `${HELLOS} hellos: runner.run ${a.toFixed(0)} ms, Python client ${b.toFixed(0)} ms, ratio ${(b / a).toFixed(2)}\n`,
)
