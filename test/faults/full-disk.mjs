// Runs modules where file systems are full: in a mount namespace of its own, which the test has made.
//   node full-disk.mjs BUILT ROOMY FULL
// ROOMY and FULL are directories; FULL is on a file system of 16 KiB. ROOMY holds `exit.wasm` and `write.wasm`.
import { join } from 'node:path'

const [built, roomy, full] = process.argv.slice(2)
const { createRunner } = await import(built)

/** How a run ended, and how many warnings there were. */
async function end({ cacheDir, temporary, module, preopens = [], requireCache = false }) {
  process.env.TMPDIR = temporary
  let warnings = 0
  const onWarning = () => {
    warnings += 1
  }
  const runner = await createRunner({ workers: 1, cacheDir, requireCache, onWarning })
  try {
    const result = await runner.run({ runtime: 'wasm', module: join(roomy, module), preopens })
    return [result.status, result.exitCode, Object.values(result.files).map(({ length }) => length), warnings]
  } catch (error) {
    return [error.code, null, [], warnings]
  } finally {
    await runner.close()
  }
}

const exit = { module: 'exit.wasm' }
const preopens = [{ host: full, guest: '/data', access: 'read-write' }]
const roomyCache = join(roomy, 'cache')
const ends = {
  fullCache: await end({ ...exit, cacheDir: full, temporary: roomy }),
  fullRequired: await end({ ...exit, cacheDir: full, temporary: roomy, requireCache: true }),
  fullEverywhere: await end({ ...exit, cacheDir: full, temporary: full }),
  roomyCache: await end({ ...exit, cacheDir: roomyCache, temporary: roomy }),
  fullTemporary: await end({ module: 'write.wasm', cacheDir: roomyCache, temporary: full }),
  fullPreopen: await end({ module: 'write.wasm', cacheDir: roomyCache, temporary: roomy, preopens }),
}
process.stdout.write(JSON.stringify(ends))
