/** A registry on this machine, for as long as a check takes: what is published there is ours, all else comes from where npm is set to. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { root, run, SetupError } from '../command.mjs'
import { pack as say } from '../messages.mjs'
import { askCommand } from '../toolchain.mjs'

/** The last that runs on the oldest Node.js that fuelcell takes. What it asks for by a tag, which not every registry knows, is named by a version. */
const wanted = { private: true, dependencies: { verdaccio: '6.8.0' }, overrides: { 'node-fetch': '2.7.0' } }
const READY = /http address/

/** Starts it in a folder; resolves to its address and what ends it. */
export async function startRegistry(folder) {
  const program = await installed()
  const upstream = (await askCommand('npm', ['config', 'get', 'registry']))?.trim()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  mkdirSync(folder, { recursive: true })
  const config = join(folder, 'config.yaml')
  writeFileSync(config, configuration(join(folder, 'storage'), upstream))
  const child = spawn(process.execPath, [program, '--config', config, '--listen', `127.0.0.1:${port}`], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  await Promise.race([ready(child), ended.then(([code]) => Promise.reject(new SetupError(say.registryEnded(code))))])
  const close = async () => {
    child.kill()
    await ended
  }
  return { url, close }
}

/** Path of the registry's program, installed once beside the project's own modules. */
async function installed() {
  const folder = join(root, 'node_modules', '.cache', 'fuelcell-registry')
  const program = join(folder, 'node_modules', 'verdaccio', 'bin', 'verdaccio')
  if (existsSync(program)) return program
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify(wanted))
  const { code } = await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--loglevel=error'])
  if (code !== 0) throw new SetupError(say.registryMissing)
  return program
}

/** What npm needs to know of it; it asks for a token of whoever publishes, and takes any. */
export function npmrc(url) {
  return `registry=${url}/\n${url.replace('http:', '')}/:_authToken=local\n`
}

function configuration(storage, upstream) {
  const ours = { access: '$all', publish: '$all' }
  return JSON.stringify({
    storage,
    uplinks: { upstream: { url: upstream, maxage: '60m', timeout: '60s' } },
    packages: { fuelcell: ours, '@fuelcell/*': ours, '**': { access: '$all', proxy: 'upstream' } },
    max_body_size: '100mb',
    log: { type: 'stdout', level: 'warn', format: 'pretty' },
  })
}

function ready(child) {
  return new Promise((resolve) => {
    let seen = ''
    const look = (text) => {
      seen = (seen + text).slice(-10_000)
      if (READY.test(seen)) resolve()
    }
    child.stdout.setEncoding('utf8').on('data', look)
    child.stderr.setEncoding('utf8').on('data', look)
  })
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}
