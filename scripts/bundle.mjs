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
  'tune/optimise': 'src/runtimes/tune/optimise.ts',
  demo: 'src/demo/demo.ts',
}
/** What is always needed together, each the static imports of one module: one file, whatever else imports its parts. */
const chunks = { core: 'src/index.ts', run: 'src/cli/run.ts' }
const LICENCES = 'bundled-licences.txt'

/**
 * Writes the bundles into `dist`; resolves to the paths of all files, relative to it. Packages under `dependencies` stay outside and are
 * loaded when they are needed; those under `devDependencies` that the sources import are bundled, and their licences written beside.
 */
export async function bundle() {
  const { rolldown } = await import('rolldown')
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const bundled = await rolldown({
    cwd: root,
    input: entries,
    platform: 'node',
    // Modules rather than their CommonJS twins: what is not used of them is left out.
    resolve: { mainFields: ['module', 'main'] },
    // With what lies below a package, such as `csv-stringify/sync`.
    external: Object.keys(dependencies).map((name) => new RegExp(`^${name}(/|$)`)),
  })
  const { output } = await bundled.write({
    dir: join(root, 'dist'),
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    codeSplitting: { groups: [{ name: chunkOf(), debugName: 'needed together' }] },
  })
  await bundled.close()
  const modules = output.flatMap((file) => file.moduleIds ?? [])
  writeFileSync(join(root, 'dist', LICENCES), licencesOf(modules))
  return [...output.map(({ fileName }) => fileName), LICENCES]
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
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
    if (file === undefined) throw new Error(`${name} has no licence file, so it may not be bundled`)
    return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
  })
  return texts.join(`\n${'-'.repeat(80)}\n\n`)
}
