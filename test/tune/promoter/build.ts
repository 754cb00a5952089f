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

/** The binary; the next one takes its place. */
export async function builtPromoter(mutation?: Mutation): Promise<string> {
  const folder = join(TARGET, 'promoter')
  const source = join(folder, 'src')
  rmSync(source, { recursive: true, force: true })
  mkdirSync(source, { recursive: true })
  const manifest = readFileSync(join('host', 'Cargo.toml'), 'utf8')
  const dependencies = manifest.match(/^(wasmparser|wasm-encoder) = .*$/gm) ?? []
  const own = ['[package]', 'name = "promoter"', 'edition = "2024"', '[profile.dev]', 'opt-level = 1', '[workspace]']
  writeFileSync(join(folder, 'Cargo.toml'), [...own, '[dependencies]', ...dependencies, ''].join('\n'))
  cpSync(join('host', 'Cargo.lock'), join(folder, 'Cargo.lock'))
  cpSync(join('test', 'tune', 'promoter', 'main.rs'), join(source, 'main.rs'))
  cpSync(join('host', 'src', 'messages.rs'), join(source, 'messages.rs'))
  // Of what worker and runner exchange, the one thing that promotion knows.
  const [rules] = /^pub enum Rule \{[^}]*\}$/m.exec(readFileSync(join('host', 'src', 'protocol.rs'), 'utf8')) ?? []
  writeFileSync(join(source, 'protocol.rs'), `#[derive(Clone, Copy, Debug, PartialEq, Eq)]\n${rules}\n`)
  cpSync(join('host', 'src', 'tune'), join(source, 'tune'), { recursive: true })
  // What the worker asks for, and the tests.
  rewrite(join(source, 'tune', 'mod.rs'), (text) =>
    text.replace(/^(mod file|pub use file|#\[cfg\(test\)\]|mod tests).*$/gm, ''),
  )
  if (mutation !== undefined) rewrite(join(source, 'tune', mutation.file), (text) => mutated(text, mutation))
  await run('cargo', ['build', '--quiet', '--target-dir', TARGET], { cwd: folder })
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
