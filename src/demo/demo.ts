/** What `npm start` shows: four small programs, from every start that Python has, each under the same budget of fuel. */
import { count } from '../core/quoting.js'
import { netFuel, type Result, type Start } from '../core/result.js'
import type { RunRequest } from '../runner/runner.js'
import { demo as say } from './messages.js'

/** Enough for the interpreter's own cold start and some 160 million instructions more. */
const FUEL = 400_000_000

const programs = [
  "print('hello world')",
  "for i in range(10000): print('hello world')",
  "print('hello world')",
  "for i in range(100000): print('hello world')",
] as const

export interface DemoRun {
  readonly code: string
  readonly start: Start
  readonly result: Result
}

/** Runs the demo on a runner of its own and prints it. Resolves to the exit code: 1 when equal programs cost unequal fuel. */
export async function runDemo(): Promise<number> {
  const [{ createRunner }, { resolveRuntime }] = await Promise.all([
    import('../runner/runner.js'),
    import('../runtimes/manifest/resolve.js'),
  ])
  const note = (message: string) => process.stderr.write(`${message}\n`)
  const runner = await createRunner({ workers: 1, onProgress: ({ message }) => note(message), onWarning: note })
  try {
    const { starts } = await resolveRuntime('python')
    const known: readonly Start[] = starts.warm === undefined ? ['cold'] : ['cold', 'warm']
    const runs = await runAll((request) => runner.run(request), known)
    process.stdout.write(await report(runs))
    return unequal(runs).length === 0 ? 0 : 1
  } finally {
    await runner.close()
  }
}

/** One program after the other, each from every start, so that what is compared ran side by side. */
export async function runAll(
  run: (request: RunRequest) => Promise<Result>,
  starts: readonly Start[],
): Promise<readonly DemoRun[]> {
  const runs: DemoRun[] = []
  for (const code of programs) {
    for (const start of starts) {
      runs.push({ code, start, result: await run({ runtime: 'python', code, start, limits: { fuel: FUEL } }) })
    }
  }
  return runs
}

/** One small table for each program, a row for each start, and a line on what they have in common. */
export async function report(runs: readonly DemoRun[]): Promise<string> {
  const { default: Table } = await import('cli-table3')
  const parts: string[] = [say.title(count(FUEL))]
  const starts = new Set(runs.map(({ start }) => start)).size
  for (let index = 0; index < runs.length; index += starts) {
    const together = runs.slice(index, index + starts)
    const table = new Table({
      head: [...say.columns],
      colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'left'],
      style: { head: [], border: [], compact: true },
    })
    table.push(...together.map(rowOf))
    parts.push(`>>> ${together[0]?.code ?? ''}\n${table.toString()}`)
  }
  const broken = unequal(runs)
  parts.push(
    broken.length === 0 ? say.equal : broken.map(({ start, fuels }) => say.unequal(start, fuels.map(count))).join('\n'),
  )
  return `${parts.join('\n\n')}\n`
}

function rowOf({ start, result }: DemoRun): string[] {
  const { status, exitCode, usage, stdout } = result
  return [
    start,
    status === 'exit' ? `exit ${exitCode}` : status,
    count(usage.fuel),
    count(netFuel(usage)),
    count(usage.memoryPages),
    count(usage.memoryBytes),
    usage.durationMs.toFixed(1),
    say.head(stdout),
  ]
}

/** Runs of the same program from the same start must have the same fuel: those that do not. */
function unequal(runs: readonly DemoRun[]): Array<{ start: Start; fuels: readonly number[] }> {
  const groups = new Map<string, { start: Start; fuels: number[] }>()
  for (const { code, start, result } of runs) {
    const key = `${start} ${code}`
    const group = groups.get(key) ?? { start, fuels: [] }
    group.fuels.push(result.usage.fuel)
    groups.set(key, group)
  }
  return [...groups.values()].filter(({ fuels }) => new Set(fuels).size > 1)
}
