/**
 * `npm run bench`: what runs cost in time and memory, as ratios measured side by side in one go; medians.
 * Run `npm start` once before: everything has to be built and provisioned.
 */
import { fork, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createRunner } from '../dist/index.js'

const ROUNDS = 30
const CLI = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url))
const HELLO = "print('hello')"

const runner = await createRunner({ workers: 1 })
const hello = () => runner.run({ runtime: 'python', start: 'cold', code: HELLO })
await hello()

await nodeWasi()
await wholeProcess()
await abuse()
await runner.close()

/** A cold hello through the runner against the same module under `node:wasi`, compiled once, in a process of its own. */
async function nodeWasi() {
  const child = fork(fileURLToPath(new URL('node-wasi.mjs', import.meta.url)), { execArgv: ['--no-warnings'] })
  const answer = () => new Promise((resolve) => child.once('message', resolve))
  await answer()
  const [ours, theirs, overhead] = [[], [], []]
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now()
    const { usage } = await hello()
    const wall = performance.now() - began
    ours.push(wall)
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

/** What the worst guests take: how each ends, and the most memory that host and Node came to. */
async function abuse() {
  const guests = {
    '100 MB of output': { code: "import sys\nfor i in range(100): sys.stdout.write('x' * 10**6)" },
    'a 1 GiB allocation': { code: 'bytearray(1 << 30)' },
    'an endless loop': { code: 'while True: pass', limits: { timeoutMs: 1000, fuel: 9e15 } },
    'a wait for stdin': { code: 'input()', stdin: silent(), limits: { timeoutMs: 1000 } },
  }
  for (const [name, request] of Object.entries(guests)) {
    const { status, usage } = await runner.run({ runtime: 'python', start: 'cold', ...request })
    const [host, node] = [Math.max(0, ...children().map(peakMiB)), peakMiB(process.pid)]
    console.log(
      `${name}: ${status} after ${usage.durationMs.toFixed(0)} ms; peak RSS host ${host} MiB, Node ${node} MiB`,
    )
  }
}

function silent() {
  return { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}), return: async () => ({ done: true }) }) }
}

/** Child processes of this one, by `/proc`; none where that does not exist. */
function children() {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && status(name, 'PPid') === process.pid)
  } catch {
    return []
  }
}

function peakMiB(pid) {
  return Math.round(status(pid, 'VmHWM') / 1024)
}

function status(pid, key) {
  try {
    return Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
}

function show(name, values, unit, goal) {
  console.log(`${name}: ${median(values).toFixed(2)} ${unit}${goal === undefined ? '' : ` (goal: under ${goal})`}`)
}

function ratio(name, value, goal) {
  console.log(`${name}: ${value.toFixed(2)} (goal: under ${goal})`)
}
