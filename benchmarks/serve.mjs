/**
 * What the server adds to the runs behind it: `npm run bench:serve`. Ratios of one run on one machine; figures in milliseconds are of a
 * machine that is as busy as it is. Medians of the rounds.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { Agent, request as httpRequest } from 'node:http'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import autocannon from 'autocannon'
import { createRunner } from '../dist/index.js'
import { median } from './measures.mjs'

const ROUNDS = Number(process.env.ROUNDS ?? 5)
const REQUESTS = Number(process.env.REQUESTS ?? 3000)
const NATIVE_REQUESTS = 40
const WORKERS = 2
const IN_FLIGHT = 16
const TICK_MS = 10

const hello = { runtime: 'python', code: 'print(6 * 7)', clockStartMs: 946_684_800_000 }
const root = fileURLToPath(new URL('..', import.meta.url))

async function start(...words) {
  const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { child, url: /http:\/\/\S+/.exec(line)[0] }
}

/** Of a process and all below it, those that have ended among them. */
function family(pid) {
  const stats = new Map()
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const [, rest] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')
      stats.set(Number(name), rest.split(' '))
    } catch {
      // It has ended.
    }
  }
  const pids = [pid]
  for (const one of pids) for (const [other, fields] of stats) if (Number(fields[1]) === one) pids.push(other)
  return { pids, stats }
}

function cpuMs(pid) {
  const { pids, stats } = family(pid)
  // utime, stime and those of children that were waited for: fields 14 to 17 of proc(5).
  return (
    pids.reduce(
      (sum, one) => sum + [11, 12, 13, 14].reduce((all, at) => all + Number(stats.get(one)?.[at] ?? 0), 0),
      0,
    ) * TICK_MS
  )
}

/** In MB: what only it has, and its part of what it shares. */
function memory(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  return Number(/^Pss:\s+(\d+)/m.exec(text)[1]) / 1000
}

function rss(pid, field = 'VmRSS') {
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1000
}

async function load(url, body, connections, amount) {
  const result = await autocannon({
    url,
    connections,
    amount,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    timeout: 60,
  })
  if (result.non2xx + result.errors > 0) throw new Error(`${result.non2xx + result.errors} requests failed`)
  return result
}

/** Latencies one by one: autocannon's own are whole milliseconds. */
async function oneByOne(ask, amount) {
  const latencies = []
  for (let index = 0; index < amount; index += 1) {
    const startedMs = performance.now()
    await ask()
    latencies.push(performance.now() - startedMs)
  }
  return latencies.sort((a, b) => a - b)
}

async function together(ask, amount, inFlight) {
  let left = amount
  const latencies = []
  const startedMs = performance.now()
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (left > 0) {
        left -= 1
        const begunMs = performance.now()
        await ask()
        latencies.push(performance.now() - begunMs)
      }
    }),
  )
  return { perSecond: (1000 * amount) / (performance.now() - startedMs), latencies: latencies.sort((a, b) => a - b) }
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]

const agent = new Agent({ keepAlive: true, maxSockets: 1 })

/** With Node's own client, which adds less than `fetch` does. */
function lean(url, text, through = agent) {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
    const request = httpRequest(url, { agent: through, method: 'POST', headers }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode))
    })
    request.on('error', reject)
    request.end(text)
  })
}

async function post(url, body, signal) {
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body), signal }
  return fetch(url, init)
}

const ours = await start('dist/cli/main.js', 'serve', '--port=0', `--workers=${WORKERS}`)
const native = await start('benchmarks/serve-native.mjs')
const runner = await createRunner({ workers: WORKERS })
const run = () => runner.run(hello)
const rows = []
const row = (what, value, wanted) => rows.push({ what, value, wanted })

try {
  const url = `${ours.url}/v1/run`
  while ((await fetch(`${ours.url}/readyz`)).status !== 200);
  const idle = family(ours.child.pid).pids.reduce((sum, pid) => sum + memory(pid), 0)
  await Promise.all(Array.from({ length: 64 }, run))
  await load(url, hello, IN_FLIGHT, 200)

  const single = []
  const many = []
  for (let round = 0; round < ROUNDS; round += 1) {
    const bare = await oneByOne(run, REQUESTS / 10)
    const served = await oneByOne(() => lean(url, JSON.stringify(hello)), REQUESTS / 10)
    single.push({ ratio: at(served, 0.5) / at(bare, 0.5), bare: at(bare, 0.5), served: at(served, 0.5) })
    const bareMany = await together(run, REQUESTS, IN_FLIGHT)
    const cpuBefore = cpuMs(ours.child.pid)
    const servedMany = await load(url, hello, IN_FLIGHT, REQUESTS)
    const oursCpu = (cpuMs(ours.child.pid) - cpuBefore) / REQUESTS
    const nativeBefore = cpuMs(native.child.pid)
    const plain = await load(native.url, hello, IN_FLIGHT, NATIVE_REQUESTS)
    const nativeCpu = (cpuMs(native.child.pid) - nativeBefore) / NATIVE_REQUESTS
    const perSecond = (1000 * REQUESTS) / (servedMany.duration * 1000)
    const nativePerSecond = NATIVE_REQUESTS / plain.duration
    many.push({
      share: perSecond / bareMany.perSecond,
      p99: servedMany.latency.p99,
      bareP99: at(bareMany.latencies, 0.99),
      perSecond,
      times: perSecond / nativePerSecond,
      cpu: nativeCpu / oursCpu,
      oursCpu,
    })
  }
  const of = (list, name) => median(list.map((one) => one[name]))
  const ms = (value) => `${value.toFixed(2)} ms`
  row(
    'one in flight, p50: served / runner.run',
    `${of(single, 'ratio').toFixed(2)} (${ms(of(single, 'served'))} / ${ms(of(single, 'bare'))})`,
    'at most 1.6',
  )
  row(
    '16 in flight: runs/s of runner.run',
    `${of(many, 'share').toFixed(2)} of them (${of(many, 'perSecond').toFixed(0)}/s)`,
    'at least 0.75',
  )
  row('16 in flight, p99', `${of(many, 'p99')} ms (runner.run ${ms(of(many, 'bareP99'))})`, 'under 12 ms')
  row('requests/s, in those of a native process each', `${of(many, 'times').toFixed(1)} times`, 'at least 12')
  row(
    'CPU of a request: native / ours',
    `${of(many, 'cpu').toFixed(1)} (ours ${ms(of(many, 'oursCpu'))})`,
    'at least 8',
  )

  const flushed = { ...hello, code: 'import sys\nprint("x" * 1024, flush=True)\nfor _ in range(63): print("x" * 1023)' }
  const first = []
  for (let round = 0; round < 20; round += 1) {
    const bareMs = await new Promise((resolve) => {
      const startedMs = performance.now()
      let told = false
      void runner.run({
        ...flushed,
        onOutput: () => {
          if (!told) resolve(performance.now() - startedMs)
          told = true
        },
      })
    })
    const startedMs = performance.now()
    const response = await post(`${url}?stream`, flushed)
    const reader = response.body.getReader()
    await reader.read()
    first.push(performance.now() - startedMs - bareMs)
    while (!(await reader.read()).done);
  }
  row('64 kB streamed: first byte, behind runner.run’s', ms(median(first)), 'within 2 ms')

  const large = { ...hello, code: 'for _ in range(10_000): print("x" * 999)', limits: { outputBytes: 16_000_000 } }
  await (await post(`${url}?stream`, large)).arrayBuffer()
  const beforeMb = rss(ours.child.pid)
  let highestMb = beforeMb
  const watch = setInterval(() => {
    highestMb = Math.max(highestMb, rss(ours.child.pid))
  }, 2)
  const response = await post(`${url}?stream`, large)
  let bytes = 0
  for await (const part of response.body) bytes += part.byteLength
  clearInterval(watch)
  row(
    `${(bytes / 1e6).toFixed(1)} MB streamed: growth of Node`,
    `${(highestMb - beforeMb).toFixed(1)} MB`,
    'at most 30 MB',
  )
  row('idle: server and two workers', `${idle.toFixed(0)} MB (PSS)`, 'under 130 MB')

  const restMb = rss(ours.child.pid)
  const statuses = await Promise.all(Array.from({ length: 10_000 }, () => lean(url, JSON.stringify(hello), false)))
  // The server looks every second whether it has memory to give back.
  await setTimeout(6000)
  const count = (wanted) => statuses.filter((status) => status === wanted).length
  const afterMb = rss(ours.child.pid)
  row('10,000 posts: answered + refused', `${count(200)} + ${count(429)}`, '10,000')
  row(
    'RSS after them',
    `${afterMb.toFixed(0)} MB of ${restMb.toFixed(0)} MB (${((100 * afterMb) / restMb - 100).toFixed(0)} %)`,
    'within 20 %',
  )
} finally {
  ours.child.kill('SIGTERM')
  native.child.kill('SIGTERM')
  await runner.close()
}
const width = Math.max(...rows.map(({ what }) => what.length))
for (const { what, value, wanted } of rows) console.log(`${what.padEnd(width)}  ${value.padEnd(36)}  ${wanted}`)
