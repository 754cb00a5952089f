/**
 * `npm run bench:fleet`: what a queue in Redis adds to a run, beside the same runs by a runner of this process, in turn in one
 * go. Two workers of `fuelcell worker`'s kind with one host process each, one Redis, all on this machine. Needs `redis-server`
 * and one `npm start` before. `--jobs N` sets how many small jobs the last part puts through (default 20,000).
 */
import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Table from 'cli-table3'
import { Redis } from 'ioredis'
import { openFleet } from '../dist/fleet/index.js'
import { createRunner } from '../dist/index.js'
import { median } from './measures.mjs'

const TURNS = 7
const RUNS = 600
const IN_FLIGHT = 32
const rows = []
let unique = 0
/** A program that no Result is kept of. */
const request = () => ({ runtime: 'python', code: `print(${unique++})`, clockStartMs: 0 })

const folder = mkdtempSync(join(tmpdir(), 'fuelcell-bench-'))
const socket = join(folder, 'socket')
const server = spawn('redis-server', ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', folder], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
await new Promise((resolve) =>
  server.stdout.on('data', (text) => /ready to accept connections/i.test(String(text)) && resolve()),
)
const url = `unix://${socket}`
const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const workers = await Promise.all([startWorker(), startWorker()])
const redis = new Redis({ path: socket })
const fleet = await openFleet({ redis: url, keepMs: 5_000 })
const runner = await createRunner({ workers: 2 })
await Promise.all([many(fleet, 1500), many(runner, 1500)])
await oneAtATime()
await inFlight()
await commands()
await memory()
await fleet.close()
await runner.close()
redis.disconnect()
const table = new Table({ head: ['', 'fleet', 'runner', 'ratio', 'aim'], style: { head: [], border: [] } })
table.push(...rows)
console.log(table.toString())
for (const worker of workers) worker.kill('SIGTERM')
await Promise.all(workers.map((worker) => worker.exitCode ?? once(worker, 'exit')))
server.kill()
rmSync(folder, { recursive: true })

async function startWorker() {
  const worker = fork(
    main,
    ['worker', '--redis', url, '--runtimes', 'python', '--workers', '1', '--concurrency', '16'],
    {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    },
  )
  await once(worker.stdout, 'data')
  return worker
}

async function oneAtATime() {
  const [ours, alone] = [[], []]
  for (let turn = 0; turn < TURNS; turn++) {
    for (let n = 0; n < 100; n++) ours.push(await timed(() => fleet.run(request())))
    for (let n = 0; n < 100; n++) alone.push(await timed(() => runner.run(request())))
  }
  const [a, b] = [median(ours), median(alone)]
  rows.push(['hello, one in flight, p50 ms', a.toFixed(2), b.toFixed(2), `+${(a - b).toFixed(2)} ms`, '< +4 ms'])
}

async function inFlight() {
  const ratios = []
  const rates = [[], []]
  for (let turn = 0; turn < TURNS; turn++) {
    const a = RUNS / (await timed(() => many(fleet, RUNS)))
    const b = RUNS / (await timed(() => many(runner, RUNS)))
    rates[0].push(a * 1000)
    rates[1].push(b * 1000)
    ratios.push(a / b)
  }
  const [a, b] = rates.map((list) => Math.round(median(list)))
  rows.push([`runs/s, ${IN_FLIGHT} in flight`, a, b, median(ratios).toFixed(2), '≥ 0.6'])
}

/** Requests that clients send, as Redis counts calls outside of scripts. */
async function commands() {
  const monitor = await redis.monitor()
  let sent = 0
  monitor.on('monitor', (_, __, source) => {
    if (source !== 'lua') sent += 1
  })
  await many(fleet, RUNS)
  monitor.disconnect()
  rows.push(['Redis commands a run', (sent / RUNS).toFixed(1), '', '', '≤ 12'])
}

async function memory() {
  const at = process.argv.indexOf('--jobs')
  const jobs = at === -1 ? 20_000 : Number(process.argv[at + 1])
  const used = async () => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))[1])
  await expired()
  const before = await used()
  const answers = await many(fleet, jobs)
  await expired()
  const after = await used()
  rows.push([
    `Redis memory after ${jobs} jobs, MiB`,
    mib(after),
    `${mib(before)} before`,
    (after / before).toFixed(2),
    '≤ 1.1',
  ])
  rows.push(['answers', answers, `${jobs} jobs`, '', 'each once'])
}

/** Resolves when no Result is kept any more. */
async function expired() {
  while ((await redis.keys('fuelcell:result:*')).length > 0) await new Promise((resolve) => setTimeout(resolve, 250))
}

async function many(by, count) {
  let left = count
  let answered = 0
  const one = async () => {
    while (left > 0) {
      left -= 1
      await by.run(request())
      answered += 1
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, one))
  return answered
}

async function timed(work) {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function mib(bytes) {
  return (bytes / 1024 / 1024).toFixed(1)
}
