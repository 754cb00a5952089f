// Runs a module as one of several processes; each compilation adds a line to a log.
//   node compile-once.mjs MODULE CACHE_DIR LOG
import { appendFileSync } from 'node:fs'
import { createRunnerWith } from '../../build/runner/runner.js'
import { discard } from '../../build/runtimes/cache/provisioned.js'
import { resolveRuntime } from '../../build/runtimes/manifest/resolve.js'
import { provision } from '../../build/runtimes/provision/provision.js'
import { provisionModule } from '../../build/runtimes/provision/provision-module.js'

const [module, cacheDir, log] = process.argv.slice(2)

function provisionAndCount(own, tools) {
  const compile = (...args) => {
    appendFileSync(log, `${process.pid}\n`)
    return tools.compile(...args)
  }
  return provisionModule(own, { ...tools, compile })
}

const provisioner = { resolveRuntime, provision, provisionModule: provisionAndCount, discard }
const runner = await createRunnerWith({ workers: 1, cacheDir }, { provisioner, handshakeMs: 60_000 })
const { exitCode, usage } = await runner.run({ runtime: 'wasm', module })
await runner.close()
process.stdout.write(`${exitCode} ${usage.fuel}`)
