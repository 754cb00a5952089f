// Runs a runtime that is tuned, as one of several processes; each tuning adds a line to a log.
//   node tune-once.mjs RUNTIMES_FOLDER CACHE_DIR LOG [SIGNAL]
// With a signal the process sends it to itself while the optimiser is at work. On SIGINT it closes its runner.
import { appendFileSync } from 'node:fs'
import { createRunnerWith } from '../../build/runner/runner.js'
import { discard } from '../../build/runtimes/cache/provisioned.js'
import { resolveRuntime } from '../../build/runtimes/manifest/resolve.js'
import { provision } from '../../build/runtimes/provision/provision.js'
import { provisionModule } from '../../build/runtimes/provision/provision-module.js'

const HALF = 0.5

const [folder, cacheDir, log, signal] = process.argv.slice(2)
const provisioner = { resolveRuntime: (name) => resolveRuntime(name, { folder }), provision, provisionModule, discard }
let isSent = false
function onProgress({ step, share }) {
  if (step === 'wait') process.stdout.write('waits ')
  if (step !== 'tune') return
  if (share === 0) appendFileSync(log, `${process.pid}\n`)
  if (share < HALF || signal === undefined || isSent) return
  isSent = true
  process.kill(process.pid, signal)
}
const runner = await createRunnerWith({ workers: 1, cacheDir, onProgress }, { provisioner, handshakeMs: 60_000 })
process.on('SIGINT', () => runner.close())
try {
  const { exitCode } = await runner.run({ runtime: 'summing', code: '' })
  process.stdout.write(`exit ${exitCode}`)
} catch (error) {
  process.stdout.write(error.code)
} finally {
  await runner.close()
}
