// Tunes where a file system is full: in a mount namespace of its own, which the test has made.
//   node full-disk.mjs ROOMY FULL
// ROOMY holds `runtimes/large`, which is tuned, and `promoted.wasm`; FULL is on a file system of 16 KiB.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { optimise } from '../../build/runner/provisioning/tuning.js'
import { createRunnerWith } from '../../build/runner/runner.js'
import { discard } from '../../build/runtimes/cache/provisioned.js'
import { resolveRuntime } from '../../build/runtimes/manifest/resolve.js'
import { provision } from '../../build/runtimes/provision/provision.js'
import { provisionModule } from '../../build/runtimes/provision/provision-module.js'

const [roomy, full] = process.argv.slice(2)
const resolve = (name) => resolveRuntime(name, { folder: join(roomy, 'runtimes') })

async function endOf(work) {
  try {
    return await work()
  } catch ({ code, message }) {
    return [code, message.replaceAll(/[0-9,]+ are free/g, 'N are free')]
  }
}

async function run(temporary) {
  process.env.TMPDIR = temporary
  const warnings = []
  const options = { workers: 1, cacheDir: full, onWarning: (message) => warnings.push(message) }
  const provisioner = { resolveRuntime: resolve, provision, provisionModule, discard }
  const runner = await createRunnerWith(options, { provisioner, handshakeMs: 60_000 })
  const end = await endOf(async () => [(await runner.run({ runtime: 'large', code: '' })).exitCode])
  await runner.close()
  return [...end, warnings.length]
}

const { signal } = new AbortController()
const [fullCache, fullEverywhere] = [await run(roomy), await run(full)]
try {
  for (let n = 0; ; n += 1) writeFileSync(join(full, `filling-${n}`), Buffer.alloc(4096))
} catch {
  // Now it is full.
}
const work = { source: join(roomy, 'promoted.wasm'), target: join(full, 'out'), features: [] }
const fullMeanwhile = await endOf(async () => optimise(await resolve('large'), work, () => {}, signal))
process.stdout.write(JSON.stringify({ fullCache, fullEverywhere, fullMeanwhile }))
