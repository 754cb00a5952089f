/**
 * `npm run bench`: what runs cost in time and memory, as ratios measured side by side in one go; medians.
 * Run `npm start` once before: everything has to be built and provisioned.
 */
import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createRunner } from '../dist/index.js'
import { children, median, statusOf } from './measures.mjs'

const ROUNDS = 30
const CLI = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const HELLO = "print('hello')"

const runner = await createRunner({ workers: 1 })
const hello = () => runner.run({ runtime: 'python', start: 'cold', code: HELLO })
await hello()

await nodeWasi()
await wholeProcess()
startUp()
await abuse()
await runner.close()

/** A cold hello through the runner against the same module under `node:wasi`, compiled once, in a process of its own. */
async function nodeWasi() {
  // Node 20 crashes in the fast calls of `node:wasi` after some runs on one thread; without them it is as fast.
  const execArgv = ['--no-warnings', '--no-turbo-fast-api-calls']
  const child = fork(fileURLToPath(new URL('node-wasi.mjs', import.meta.url)), { execArgv })
  const died = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`node:wasi ended with ${code ?? signal}`)
  })
  died.catch(() => {})
  const answer = () => Promise.race([once(child, 'message').then(([message]) => message), died])
  await answer()
  const [ours, theirs, overhead] = [[], [], []]
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now()
    const { usage } = await hello()
    const wall = performance.now() - began
    ours.push(wall)
    // The host's own time runs from instantiation to the guest's end; the rest is frames, pipes and TypeScript.
    overhead.push(wall - usage.durationMs)
    const next = answer()
    child.send('run')
    theirs.push(await next)
  }
  child.disconnect()
  show('cold hello, runner', ours, 'ms')
  show('cold hello, node:wasi compiled once', theirs, 'ms')
  ratio('runner / node:wasi', median(ours) / median(theirs), '1.15')
  show('TypeScript and protocol per run', overhead, 'ms', '1')
}

/** `fuelcell run` as a whole process against an empty Node. */
async function wholeProcess() {
  const time = (args) => {
    const began = performance.now()
    const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' })
    if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`)
    return performance.now() - began
  }
  const [whole, empty, guest] = [[], [], []]
  for (let round = 0; round < ROUNDS / 2; round += 1) {
    whole.push(time([CLI, 'run', '--start', 'cold', '-c', HELLO]))
    empty.push(time(['-e', '0']))
    guest.push((await hello()).usage.durationMs)
  }
  show('fuelcell run, whole process', whole, 'ms')
  show('node -e 0', empty, 'ms')
  ratio('(fuelcell run − guest) / node -e 0', (median(whole) - median(guest)) / median(empty), '3')
}

/** From the start of a program's own code to the answer of its first hello, from the default start. */
function startUp() {
  const script = fileURLToPath(new URL('start-up.mjs', import.meta.url))
  const rounds = Array.from({ length: ROUNDS / 2 }, () =>
    JSON.parse(spawnSync(process.execPath, [script], { encoding: 'utf8' }).stdout),
  )
  const all = (pick) => rounds.map(pick)
  show(
    'import',
    all((round) => round.import),
    'ms',
  )
  show(
    'createRunner',
    all((round) => round.create),
    'ms',
  )
  show(
    'first run',
    all((round) => round.run),
    'ms',
  )
  show(
    'import, createRunner and first run',
    all((round) => round.import + round.create + round.run),
    'ms',
    '60',
  )
}

/** What the worst guests take: how each ends, and the most memory that host and Node came to. */
async function abuse() {
  const guests = {
    '100 MB of output': { code: "import sys\nfor i in range(100): sys.stdout.write('x' * 10**6)" },
    'a million bytes, to each stream in turn': {
      code: "import os\nfor i in range(500_000): os.write(1, b'a'); os.write(2, b'b')",
    },
    'a 1 GiB allocation': { code: 'bytearray(1 << 30)' },
    'an endless loop': { code: 'while True: pass', limits: { timeoutMs: 1000, fuel: 9e15 } },
    'a wait for stdin': { code: 'input()', stdin: silent(), limits: { timeoutMs: 1000 } },
  }
  for (const [name, request] of Object.entries(guests)) {
    // While it runs, for a worker is replaced after some ends, and its peak is gone with it.
    let host = 0
    const look = setInterval(() => {
      host = Math.max(host, ...children().map(peakMiB))
    }, 5)
    const { status, usage } = await runner.run({ runtime: 'python', start: 'cold', ...request })
    clearInterval(look)
    const node = peakMiB(process.pid)
    console.log(
      `${name}: ${status} after ${usage.durationMs.toFixed(0)} ms; peak RSS host ${host} MiB, Node ${node} MiB`,
    )
  }
}

function silent() {
  return { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}), return: async () => ({ done: true }) }) }
}

function peakMiB(pid) {
  return Math.round(statusOf(pid, 'VmHWM') / 1024)
}

function show(name, values, unit, goal) {
  const range = `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`
  const aim = goal === undefined ? '' : `; goal: under ${goal}`
  console.log(`${name}: ${median(values).toFixed(2)} ${unit} (median of ${values.length}, ${range}${aim})`)
}

function ratio(name, value, goal) {
  console.log(`${name}: ${value.toFixed(2)} (goal: under ${goal})`)
}
