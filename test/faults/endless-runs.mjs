// Starts runs without end on a built fuelcell, and prints the process ids of the hosts when all of them run.
import { readFileSync } from 'node:fs'

const { createRunner } = await import(process.argv[2])
const runner = await createRunner({ workers: 2 })
const limits = { fuel: 1e15, timeoutMs: 600_000 }
let begun = 0
for (let n = 0; n < 2; n++) {
  const onOutput = () => {
    begun += 1
    if (begun === 2) process.stdout.write(readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8'))
  }
  const code = "print('begun', flush=True)\nwhile True: pass"
  runner.run({ runtime: 'python', code, limits, onOutput }).catch(() => {})
}
