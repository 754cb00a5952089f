// Provisions a fake runtime as one of several processes; each compilation adds a line to a log.
//   node provision-once.mjs RUNTIMES_FOLDER CACHE_DIR LOG
import { appendFileSync, writeFileSync } from 'node:fs'
import { resolveRuntime } from '../../../build/runtimes/manifest/resolve.js'
import { provision } from '../../../build/runtimes/provision/provision.js'

const [folder, cacheDir, log] = process.argv.slice(2)
const runtime = await resolveRuntime('fake', { folder })
const { source, startupFuel } = await provision(runtime, 'cold', {
  cacheDir,
  engine: 'engine-1',
  fuelModel: 'model-1',
  compile: async (_wasm, _sha256, out) => {
    appendFileSync(log, `${process.pid}\n`)
    writeFileSync(out, 'code')
    return { digest: 'd', bytes: 4 }
  },
  measureStartup: async () => ({
    startupFuel: 42,
    startupCompileFuel: 0,
    startupSetupFuel: 0,
    startupCodeFuel: 0,
    startupCodeCompileFuel: 0,
  }),
})
process.stdout.write(JSON.stringify({ source, startupFuel }))
