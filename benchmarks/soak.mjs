/**
 * `npm run bench:soak [RUNS]`: mixed runs on two workers, 20,000 unless told otherwise, and whether anything grows: memory and
 * descriptors of the hosts and of this process, temporary files. Exits with 1 if so. Linux only.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Table from 'cli-table3'
import { createRunner } from '../dist/index.js'

const RUNS = Number(process.argv[2] ?? 20_000)
const IN_FLIGHT = 4
const REPORTS = 20
/** What may come and go: allocators keep some of what they were given. In MiB, from the second report to the last. */
const SLACK_MIB = 48

const kinds = {
  hello: { code: "print('hello')", ends: 'exit 0' },
  failing: { code: "raise ValueError('on purpose')", ends: 'exit 1' },
  'out of fuel': { code: 'while True: pass', limits: { fuel: 3_000_000 }, ends: 'out-of-fuel' },
  files: {
    code: "import os\nos.mkdir('d')\nfor n in range(20): open(f'd/{n}', 'w').write('x' * n * 100)\nos.unlink('given')",
    files: { given: 'x' },
    ends: 'exit 0',
  },
  flood: { code: "while True: print('x' * 1000)", limits: { outputBytes: 100_000 }, ends: 'output-limit' },
  memory: { code: 'x = bytearray(40_000_000)', ends: 'exit 0' },
  'too much memory': { code: 'bytearray(10 ** 9)', ends: 'out-of-memory' },
  stdin: { code: 'print(len(input()))', stdin: `${'x'.repeat(200_000)}\n`, ends: 'exit 0' },
}
const names = Object.keys(kinds)

const temporary = mkdtempSync(join(tmpdir(), 'fuelcell-soak-'))
process.env.TMPDIR = temporary
const runner = await createRunner({ workers: 2 })
const table = new Table({ head: ['runs', 'hosts', 'hosts MiB', 'hosts’ descriptors', 'Node MiB', 'Node descriptors'] })
const reports = []
const wrong = []
let begun = 0
const startedMs = performance.now()
await Promise.all(Array.from({ length: IN_FLIGHT }, work))
report(RUNS)
const seconds = (performance.now() - startedMs) / 1000
await runner.close()
const left = [...readdirSync(temporary), ...hosts().map(({ pid }) => `host ${pid}`)]
rmSync(temporary, { recursive: true })

console.log(table.toString())
console.log(
  `${RUNS} runs in ${seconds.toFixed(0)} s, ${wrong.length} with a wrong end, ${left.length} things left behind`,
)
for (const what of [...wrong.slice(0, 10), ...left]) console.log(what)
const [, early] = reports
const last = reports.at(-1)
const growth = { hosts: last.hostsMib - early.hostsMib, node: last.nodeMib - early.nodeMib }
console.log(`growth after the first report: hosts ${growth.hosts.toFixed(0)} MiB, Node ${growth.node.toFixed(0)} MiB`)
const grewInMemory = growth.hosts > SLACK_MIB || growth.node > SLACK_MIB
const hasMoreOpen = ['mostDescriptors', 'nodeDescriptors'].some((of) => last[of] > early[of])
const grew = grewInMemory || hasMoreOpen
process.exitCode = grew || wrong.length > 0 || left.length > 0 ? 1 : 0

async function work() {
  while (begun < RUNS) {
    const number = begun
    begun += 1
    if (number % Math.ceil(RUNS / REPORTS) === 0) report(number)
    // Not simply in turn, or each worker would always get the same kinds.
    const name = names[(number * 7 + Math.floor(number / names.length)) % names.length]
    const { ends, ...request } = kinds[name]
    const { status, exitCode } = await runner.run({ runtime: 'python', ...request })
    const end = exitCode === null ? status : `${status} ${exitCode}`
    if (end !== ends) wrong.push(`run ${number}, ${name}: ${end} instead of ${ends}`)
  }
}

function report(number) {
  globalThis.gc?.()
  const states = hosts()
  const sum = (of) => states.reduce((total, state) => total + state[of], 0)
  const found = {
    hostsMib: sum('mib'),
    mostDescriptors: Math.max(0, ...states.map(({ descriptors }) => descriptors)),
    nodeMib: process.memoryUsage().rss / 2 ** 20,
    nodeDescriptors: readdirSync('/proc/self/fd').length,
  }
  reports.push(found)
  const cells = [number, states.length, found.hostsMib.toFixed(0), sum('descriptors'), found.nodeMib.toFixed(0)]
  table.push([...cells, found.nodeDescriptors])
}

/** The living hosts of this process. Descriptors of sealed ones can be counted by root only; others see 0. */
function hosts() {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean)
  return children.flatMap((pid) => {
    const [, kib] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    if (kib === undefined) return []
    let descriptors = 0
    try {
      descriptors = readdirSync(`/proc/${pid}/fd`).length
    } catch {}
    return [{ pid, mib: Number(kib) / 1024, descriptors }]
  })
}
