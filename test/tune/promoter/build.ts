/** Builds the promotion, whole or with a mutation in it, and tunes by it. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { type Mutation, mutated } from '../fuzz/mutations.js'
import { type Tuner, withFacts } from '../fuzz/tuner.js'

const run = promisify(execFile)
const TARGET = resolve('host', 'target', 'mutations')

/** The binary; the next one takes its place. The crate of the rewrites alone, in a workspace like the host's. */
export async function builtPromoter(mutation?: Mutation): Promise<string> {
  const folder = join(TARGET, 'promoter')
  rmSync(folder, { recursive: true, force: true })
  const [crate, own] = [join(folder, 'crates', 'rewrite'), join(folder, 'crates', 'promoter')]
  mkdirSync(join(own, 'src'), { recursive: true })
  for (const file of ['Cargo.toml', 'Cargo.lock']) cpSync(join('host', file), join(folder, file))
  cpSync(join('host', 'crates', 'rewrite'), crate, { recursive: true })
  cpSync(join('test', 'tune', 'promoter', 'main.rs'), join(own, 'src', 'main.rs'))
  const manifest = [
    '[package]',
    'name = "promoter"',
    'edition = "2024"',
    '[dependencies]',
    'fuelcell-rewrite.workspace = true',
  ]
  writeFileSync(join(own, 'Cargo.toml'), `${manifest.join('\n')}\n`)
  if (mutation !== undefined) rewrite(join(crate, 'src', 'promote', mutation.file), (text) => mutated(text, mutation))
  const options = ['--quiet', '--bin', 'promoter', '--target-dir', TARGET, '--config', 'profile.dev.opt-level=1']
  await run('cargo', ['build', ...options], { cwd: folder })
  return join(TARGET, 'debug', 'promoter')
}

function rewrite(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, 'utf8')))
}

export function promoterTuner(binary: string): Tuner {
  const folder = mkdtemp(join(tmpdir(), 'fuelcell-promoter-'))
  return {
    async promote(wasm, variadic) {
      const [from, to] = [join(await folder, 'stock.wasm'), join(await folder, 'promoted.wasm')]
      await writeFile(from, wasm)
      const said = await withFacts(variadic, (facts) => run(binary, [from, to, ...facts.map((fact) => fact.join(':'))]))
      return { promoted: await readFile(to), features: [], slots: Number(said.stdout) }
    },
    async [Symbol.asyncDispose]() {
      await rm(await folder, { recursive: true, force: true })
    },
  }
}
