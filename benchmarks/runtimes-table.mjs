/**
 * `npm run docs:runtimes`: measures every runtime and writes the table into `docs/runtimes.md`, between its two marks. Provisions what is
 * missing first. `--print` writes to stdout and leaves the page alone.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { markdownTable } from 'markdown-table'
import { listRuntimes, resolveRuntime } from '../build/runtimes/resolve.js'
import { createRunner } from '../dist/index.js'
import { languages } from './hellos.mjs'
import { median } from './measures.mjs'

const PAGE = fileURLToPath(new URL('../docs/runtimes.md', import.meta.url))
const [BEGIN, END] = ['<!-- made by `npm run docs:runtimes` -->', '<!-- end -->']
/** What is thrown away, so that Node has compiled its own code, and what is measured. */
const [WARMING_RUNS, RUNS] = [20, 50]
/** After which no further run begins, and the last of them count: C++ takes a hundred times what the others do. */
const LONGEST_MS = 10_000

const runner = await createRunner({ workers: 1 })
const manifests = await Promise.all((await listRuntimes()).map((name) => resolveRuntime(name)))
const rows = []
for (const manifest of manifests) {
  await runner.provision(manifest.name)
  rows.push(await measured(manifest))
}
await runner.close()

const head = ['runtime', 'version', 'licence', 'wasm', 'SHA-256', 'cold', 'warm', 'fuel of an empty program', 'pages']
const table = markdownTable([head, ...rows], {
  align: ['l', 'l', 'l', 'l', 'l', 'r', 'r', 'r', 'r'],
  padding: false,
  alignDelimiters: false,
})
const text = `${table}\n\n${manifests.map(about).join('\n\n')}`
if (process.argv.includes('--print')) process.stdout.write(`${text}\n`)
else await writeFile(PAGE, withText(await readFile(PAGE, 'utf8')))

async function measured({ name, version, licence, wasm, starts }) {
  const { code } = languages[name]
  const [cold, warm] = [await times(name, code, 'cold'), starts.warm ? await times(name, code, 'warm') : undefined]
  const both = (figure) => [cold, warm].flatMap((start) => (start ? [figure(start)] : [])).join(' cold, ')
  const file = `\`${wasm.path}\` of \`${wasm.package}\``
  return [
    `\`${name}\``,
    version,
    licence,
    file,
    `\`${wasm.sha256.slice(0, 12)}…\``,
    `${cold.ms} ms`,
    warm ? `${warm.ms} ms` : '–',
    both(({ startupFuel }) => count(startupFuel)) + (warm ? ' warm' : ''),
    both(({ pages }) => count(pages)) + (warm ? ' warm' : ''),
  ]
}

/** A hello's median from a start, and what it began with. */
async function times(runtime, code, start) {
  const took = []
  let usage
  const until = performance.now() + LONGEST_MS
  for (let run = 0; run < WARMING_RUNS + RUNS; run += 1) {
    if (performance.now() > until && took.length > 0) break
    const began = performance.now()
    const result = await runner.run({ runtime, code, start })
    if (result.stdout !== 'hello\n') throw new Error(`${runtime} says ${JSON.stringify(result.tty)}`)
    if (run >= WARMING_RUNS || performance.now() > until) took.push(performance.now() - began)
    usage = result.usage
  }
  const middle = median(took)
  return { ms: middle.toFixed(middle < 10 ? 2 : 0), startupFuel: usage.startupFuel, pages: usage.memoryPages }
}

function about({ name, title, source, aliases = [], extensions = [], missing = [] }) {
  const names = [...aliases, ...extensions].map((text) => `\`${text}\``).join(', ')
  const lacks = missing.map((line) => `- ${line}\n`).join('')
  return `**${title}** (\`${name}\`; also ${names}), from ${source}. [More](../runtimes/${name}/README.md). Missing:\n\n${lacks.trimEnd()}`
}

function withText(page) {
  const [before, rest] = page.split(BEGIN)
  const after = rest.slice(rest.indexOf(END))
  return `${before}${BEGIN}\n\n${text}\n\n${after}`
}

function count(number) {
  return number.toLocaleString('en-US')
}
