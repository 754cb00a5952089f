/** Bundles what is shipped. Reading two files in place of eighty halves the time that `import 'fuelcell'` takes. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './command.mjs'

/** What the package, its command and `npm start` begin with. */
const entries = {
  index: 'src/index.ts',
  'bench/index': 'src/bench/index.ts',
  'grade/index': 'src/grade/index.ts',
  'wire/index': 'src/wire/index.ts',
  'fleet/index': 'src/fleet/index.ts',
  'server/index': 'src/server/index.ts',
  'cli/main': 'src/cli/main.ts',
  'cli/fuelcell': 'src/cli/fuelcell.ts',
  'tune/optimise': 'src/runtimes/tune/optimise.ts',
  demo: 'src/demo/demo.ts',
}
/** What is always needed together, each the static imports of one module: one file, whatever else imports its parts. */
const chunks = { core: 'src/index.ts', run: 'src/cli/run.ts' }
const DIST = join(root, 'dist')
const LICENCES = 'bundled-licences.txt'

/**
 * Writes the bundles into a folder; resolves to the paths of all files, relative to it. Packages in `outside` stay outside and are loaded when
 * they are needed, by default those under `dependencies`; others that the sources import are bundled, and their licences written beside.
 */
export async function bundle(folder = DIST, outside = dependencies()) {
  const { rolldown } = await import('rolldown')
  const bundled = await rolldown({
    cwd: root,
    input: entries,
    platform: 'node',
    // Modules rather than their CommonJS twins: what is not used of them is left out.
    resolve: { mainFields: ['module', 'main'] },
    // With what lies below a package, such as `csv-stringify/sync`.
    external: outside.map((name) => new RegExp(`^${name}(/|$)`)),
  })
  const { output } = await bundled.write({
    dir: folder,
    format: 'esm',
    sourcemap: folder === DIST,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    codeSplitting: { groups: [{ name: chunkOf(), debugName: 'needed together' }] },
  })
  await bundled.close()
  const modules = output.flatMap((file) => file.moduleIds ?? [])
  writeFileSync(join(folder, LICENCES), licencesOf(modules))
  return [...output.map(({ fileName }) => fileName), LICENCES]
}

function dependencies() {
  return Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).dependencies)
}

/** Tells the chunk that a module belongs to, the first that needs it; none for those that are needed now and then. */
function chunkOf() {
  const closures = {}
  return (module, graph) => {
    for (const [name, entry] of Object.entries(chunks)) {
      closures[name] ??= staticImports(join(root, entry), graph)
      if (closures[name].has(module)) return name
    }
    return null
  }
}

function staticImports(module, graph, found = new Set()) {
  const info = graph.getModuleInfo(module)
  if (found.has(module) || info === null) return found
  found.add(module)
  for (const imported of info.importedIds) staticImports(imported, graph, found)
  return found
}

/** The licence text of every package that these modules come from. */
function licencesOf(modules) {
  const folders = new Set(modules.map((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0]).filter(Boolean))
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
    const text = file === undefined ? declared(name, license, author) : readFileSync(join(folder, file), 'utf8').trim()
    return `${name} ${version}\n\n${text}\n`
  })
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}

/** For a package that declares MIT and leaves out the text. */
function declared(name, license, author) {
  if (license !== 'MIT') throw new Error(`${name} has no licence file, so it may not be bundled`)
  const holder = typeof author === 'string' ? author : (author?.name ?? `the authors of ${name}`)
  const text = readFileSync(join(root, 'LICENSE'), 'utf8').trim()
  return text.replace(/^Copyright .*$/m, `Copyright (c) ${holder}`)
}
