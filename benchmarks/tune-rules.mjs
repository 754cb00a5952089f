/**
 * `npm run bench:tune -- --rules`: what each rule of promotion gains in `python-tuned`: slots and frames, and the fuel of a mixed workload in
 * the promoted module as it is, without the optimiser. The rules are added one by one, then each is left out alone. `--optimised` has the
 * optimiser work on each module too, a minute for each.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Table from 'cli-table3'
import { findHost, packageVersion } from '../build/host/binary.js'
import { Worker } from '../build/host/worker.js'
import { optimise, promote } from '../build/runner/provisioning/tuning.js'
import { createRunnerWith } from '../build/runner/runner.js'
import { resolveRuntime } from '../build/runtimes/manifest/resolve.js'
import { resolveAsset } from '../build/runtimes/provision/asset.js'

const RUNTIME = 'python-tuned'
const mixed = readFileSync(new URL('tune-programs/mixed.py', import.meta.url), 'utf8')
const HANDSHAKE_MS = 10_000
const limits = { fuel: 100_000_000_000, timeoutMs: 600_000 }
const world = { seed: 0, clockStartMs: 946_684_800_000 }
const rules = ['callees', 'frames', 'variadic', 'objects', 'variables']
/** Rules by what is told: the first one is always taken. */
const variants = [
  ['the stock module', null],
  ['clean frames', []],
  ['and callees that touch and do not keep', ['callees']],
  ['and frames told apart', ['callees', 'frames']],
  ['and arguments of variadic calls', ['callees', 'frames', 'variadic']],
  ['and known objects', ['callees', 'frames', 'variadic', 'objects']],
  ['and addresses kept in variables: all rules', rules],
  ...rules.slice(0, -1).map((rule) => [`all but ${rule}`, rules.filter((other) => other !== rule)]),
]

export async function benchRules({ isOptimised }) {
  const folder = mkdtempSync(join(tmpdir(), 'fuelcell-rules-'))
  const runner = await createRunnerWith(
    { workers: 1, cacheDir: join(folder, 'cache') },
    { compileLimitMs: limits.timeoutMs },
  )
  const head = ['', 'slots', 'frames', 'fuel', 'of stock', ...(isOptimised ? ['optimised, fuel', 'of stock'] : [])]
  const table = new Table({ head, style: { head: [], border: [], compact: true } })
  try {
    const runtime = await resolveRuntime(RUNTIME)
    const asset = await resolveAsset(runtime, runtime.wasm)
    let stock
    for (const [index, [name, taken]] of variants.entries()) {
      const made = taken === null ? undefined : await promoted(runtime, asset, taken, join(folder, `${index}.promoted`))
      const paths = made === undefined ? [asset] : [made.path]
      if (isOptimised)
        paths.push(await optimised(runtime, paths[0], made?.features ?? [], join(folder, `${index}.optimised`)))
      const cells = []
      for (const path of paths) {
        const fuel = await netFuel(runner, runtime, path)
        stock ??= fuel
        cells.push(`${(fuel / 1e6).toFixed(1)} M`, `${((100 * fuel) / stock).toFixed(1)} %`)
        if (path !== asset) rmSync(path)
      }
      const row = [name, made?.slots ?? 0, made?.frames ?? 0, ...cells]
      process.stderr.write(`${row.join('  ')}\n`)
      table.push(row)
    }
  } finally {
    await runner.close()
    rmSync(folder, { recursive: true, force: true })
  }
  console.log(table.toString())
}

async function promoted(runtime, asset, taken, path) {
  const [hostPath, version] = await Promise.all([findHost(), packageVersion()])
  const builds = { startWorker: () => Worker.start({ hostPath, version, handshakeMs: HANDSHAKE_MS }, () => {}) }
  const facts = {
    variadic: taken.includes('variadic') ? runtime.tune.variadic : [],
    objects: taken.includes('objects') ? runtime.tune.objects : [],
    without: ['callees', 'frames', 'variables'].filter((rule) => !taken.includes(rule)),
  }
  const files = { wasm: asset, sha256: runtime.wasm.sha256, promoted: path }
  return { path, ...(await promote(builds, runtime, files, facts, new AbortController().signal)) }
}

async function optimised(runtime, source, features, target) {
  await optimise(runtime, { source, target, features }, () => {}, new AbortController().signal)
  return target
}

/** Cold, for a module of one's own has no other start; an empty program taken off. */
async function netFuel(runner, { args, entry, env }, path) {
  const module = readFileSync(path)
  const costOf = async (code) => {
    const request = { runtime: 'wasm', module, args: [entry], env, files: { [entry]: code } }
    const { status, exitCode, usage, stderr } = await runner.run({ ...request, limits, ...world })
    if (status !== 'exit' || exitCode !== 0) throw new Error(`${path}: ${args[0]} ended with ${status}: ${stderr}`)
    return usage.fuel
  }
  return (await costOf(mixed)) - (await costOf(''))
}
