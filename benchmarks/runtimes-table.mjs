/**
 * `npm run docs:runtimes`: measures every runtime and writes the table into `docs/runtimes.md`, between its two marks. Provisions what is
 * missing first. `--print` writes to stdout and leaves the page alone.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { markdownTable } from 'markdown-table'
import { listRuntimes, resolveRuntime } from '../build/runtimes/manifest/resolve.js'
import { createRunner } from '../dist/index.js'
import { languages } from './hellos.mjs'
import { median, timesOf } from './measures.mjs'

const PAGE = fileURLToPath(new URL('../docs/runtimes.md', import.meta.url))
const [BEGIN, END] = ['<!-- made by `npm run docs:runtimes` -->', '<!-- end -->']
/** What is thrown away, so that Node has compiled its own code, and what is measured, but no longer than so many milliseconds. */
const [WARMING_RUNS, RUNS, LIMIT_MS] = [20, 100, 5000]

/** 2000-01-01T00:00:00Z, as `startupFuel` is measured: what an interpreter does with the time depends on it. */
const CLOCK_START_MS = 946_684_800_000

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

async function measured({ name, version, licence, wasm, starts, stages }) {
  // A tuned runtime runs what the one runs that it was made of.
  const { code, empty = '' } = languages[name] ?? languages[name.replace(/-tuned$/, '')]
  const kinds = Object.keys(starts)
  const program = stages === undefined ? undefined : await runner.compile(name, code)
  const cells = { cold: '–', warm: '–' }
  for (const start of kinds) cells[start] = await middle(() => runner.run({ runtime: name, code, start }))
  if (program !== undefined) cells.cold += `; built before ${await middle(() => program.run())}`
  await program?.close()
  const usages = []
  for (const start of kinds)
    usages.push([start, (await runner.run({ runtime: name, code: empty, start, clockStartMs: CLOCK_START_MS })).usage])
  const each = (figure) =>
    usages.map(([start, usage]) => `${count(figure(usage))}${kinds.length > 1 ? ` ${start}` : ''}`).join(', ')
  return [
    `\`${name}\``,
    version,
    licence,
    `\`${wasm.path}\` of \`${wasm.package}\``,
    `\`${wasm.sha256.slice(0, 12)}…\``,
    cells.cold,
    cells.warm,
    each(({ fuel }) => fuel),
    each(({ memoryPages }) => memoryPages),
  ]
}

/** A hello's median. */
async function middle(run) {
  const hello = async () => {
    const { stdout, tty } = await run()
    if (stdout !== 'hello\n') throw new Error(`it says ${JSON.stringify(tty)}`)
  }
  await timesOf(hello, WARMING_RUNS, LIMIT_MS)
  const ms = median(await timesOf(hello, RUNS, LIMIT_MS))
  return `${ms.toFixed(ms < 10 ? 2 : 0)} ms`
}

function about({ name, title, source, aliases = [], extensions = [], missing = [] }) {
  const names = [...aliases, ...extensions].map((text) => `\`${text}\``).join(', ')
  const also = names === '' ? '' : `; also ${names}`
  const lacks = missing.map((line) => `- ${line}\n`).join('')
  return `**${title}** (\`${name}\`${also}), from ${source}. [More](../runtimes/${name}/README.md). Missing:\n\n${lacks.trimEnd()}`
}

function withText(page) {
  const [before, rest] = page.split(BEGIN)
  const after = rest.slice(rest.indexOf(END))
  return `${before}${BEGIN}\n\n${text}\n\n${after}`
}

function count(number) {
  return number.toLocaleString('en-US')
}
