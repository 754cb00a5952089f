/** Somebody with Node.js and nothing else: no compiler on PATH, empty caches, an ordinary user where that can be had. */
import { spawn } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { findOnPath } from './find-on-path.mjs'
import { npmrc } from './registry.mjs'

/** As of Debian, and others: the user that owns nothing. */
const NOBODY = 65_534
const tools = ['sh', 'env', 'node', 'npm', 'npx', 'uname', 'sed', 'dirname', 'readlink']

export class Person {
  /** @param folder Where all that they have is. */
  constructor(folder, registry) {
    this.folder = folder
    this.isRoot = process.getuid?.() === 0
    this.home = join(folder, 'home')
    this.bin = join(folder, 'bin')
    for (const path of [folder, this.home, this.bin]) mkdirSync(path, { recursive: true })
    for (const name of tools) {
      const path = findOnPath(name)
      if (path !== undefined) symlinkSync(path, join(this.bin, name))
    }
    writeFileSync(join(this.home, '.npmrc'), npmrc(registry))
    for (const path of [folder, this.home, join(this.home, '.npmrc')]) this.own(path)
  }

  /** A folder of theirs. */
  makeFolder(...path) {
    const folder = join(this.folder, ...path)
    mkdirSync(folder, { recursive: true })
    this.own(folder)
    return folder
  }

  write(path, text) {
    writeFileSync(path, text)
    this.own(path)
  }

  own(path) {
    if (this.isRoot) chownSync(path, NOBODY, NOBODY)
    else chmodSync(path, 0o755)
  }

  /** Runs a command as they would; `first` names folders that come first on PATH. Resolves to what came of it, and how long it took. */
  run(command, args, { cwd, env = {}, first = [], input = '' } = {}) {
    const started = performance.now()
    const path = [...first, this.bin].join(delimiter)
    const own = {
      PATH: path,
      HOME: this.home,
      npm_config_cache: join(this.home, 'npm-cache'),
      NO_COLOR: '1',
      ...quiet,
      ...env,
    }
    const as = this.isRoot ? { uid: NOBODY, gid: NOBODY } : {}
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, { cwd, env: definedOnly(own), stdio: ['pipe', 'pipe', 'pipe'], ...as })
      const out = { stdout: '', stderr: '' }
      for (const name of ['stdout', 'stderr']) {
        child[name].setEncoding('utf8').on('data', (text) => {
          out[name] += text
        })
      }
      child.stdin.on('error', () => undefined)
      child.stdin.end(input)
      child.on('error', reject)
      child.on('close', (code) => resolve({ code, ...out, seconds: (performance.now() - started) / 1000 }))
    })
  }
}

/** Of npm's own talk only what went wrong. */
const quiet = { npm_config_audit: 'false', npm_config_fund: 'false', npm_config_update_notifier: 'false' }

function definedOnly(env) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined))
}

/** Where this process's own Node.js is. */
export const nodeFolder = dirname(process.execPath)
