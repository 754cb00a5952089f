#!/usr/bin/env node
/** The command line's list of commands, and the only place that knows yargs. */
import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import parser from 'yargs-parser'
import { packageFolder } from '../core/package-folder.js'
import type { Command, CommandEntry, Option } from './command.js'
import { type ArgumentLibrary, dispatch } from './dispatch.js'
import { processContext } from './process-context.js'

/** As graders in pipelines are read: 1 is a submission that failed. */
const gradeFaults = { caller: 2, system: 3 }

export const commands: readonly CommandEntry[] = [
  {
    name: 'run',
    summary: 'Run a program in the sandbox',
    load: async () => (await import('./run.js')).runCommand,
  },
  {
    name: 'exec',
    summary: 'Run a WASI module in the sandbox',
    load: async () => (await import('./exec.js')).execCommand,
  },
  {
    name: 'bench',
    summary: 'Measure what code costs, and how that grows',
    load: async () => (await import('./bench/bench.js')).benchCommand,
  },
  {
    name: 'bench save',
    summary: 'Record what code costs, as a baseline',
    load: async () => (await import('./bench/save.js')).benchSaveCommand,
  },
  {
    name: 'bench compare',
    summary: 'Show what changed since the baseline',
    load: async () => (await import('./bench/check.js')).benchCompareCommand,
  },
  {
    name: 'bench check',
    summary: 'Fail when something became dearer than its baseline',
    load: async () => (await import('./bench/check.js')).benchCheckCommand,
  },
  {
    name: 'bench profile',
    summary: 'Show which functions and lines spend the fuel',
    load: async () => (await import('./bench/profile.js')).benchProfileCommand,
  },
  {
    name: 'bench imports',
    summary: 'Show what importing the standard modules costs',
    load: async () => (await import('./bench/imports.js')).benchImportsCommand,
  },
  {
    name: 'bench schema',
    summary: 'Print the JSON Schema of bench.yaml',
    load: async () => (await import('./bench/schema.js')).benchSchemaCommand,
  },
  {
    name: 'grade',
    summary: 'Mark a submission, outside of its reach',
    load: async () => (await import('./grade/grade.js')).gradeCommand,
    faultExits: gradeFaults,
  },
  {
    name: 'grade check',
    summary: 'Check a task by known solutions',
    load: async () => (await import('./grade/check.js')).gradeCheckCommand,
    faultExits: gradeFaults,
  },
  {
    name: 'grade class',
    summary: 'Mark every submission of a folder',
    load: async () => (await import('./grade/class.js')).gradeClassCommand,
    faultExits: gradeFaults,
  },
  {
    name: 'grade calibrate',
    summary: 'Set the fuel limit of a task by known solutions',
    load: async () => (await import('./grade/calibrate.js')).gradeCalibrateCommand,
    faultExits: gradeFaults,
  },
  {
    name: 'grade import',
    summary: "Make a task of another grader's tests",
    load: async () => (await import('./grade/import.js')).gradeImportCommand,
    faultExits: gradeFaults,
  },
  {
    name: 'grade init',
    summary: 'Make a first task',
    load: async () => (await import('./grade/init.js')).gradeInitCommand,
    faultExits: gradeFaults,
  },
  {
    name: 'grade seal',
    summary: 'Hide the answers of a task',
    load: async () => (await import('./grade/seal.js')).gradeSealCommand,
    faultExits: gradeFaults,
  },
  {
    name: 'grade schema',
    summary: 'Print the JSON Schema of grade.yaml',
    load: async () => (await import('./grade/schema.js')).gradeSchemaCommand,
    faultExits: gradeFaults,
  },
  {
    name: 'runtimes',
    summary: 'List the runtimes',
    load: async () => (await import('./runtimes/list.js')).runtimesCommand,
  },
  {
    name: 'runtimes list',
    summary: 'The same',
    load: async () => (await import('./runtimes/list.js')).runtimesListCommand,
  },
  {
    name: 'runtimes install',
    summary: 'Compile runtimes ahead of their first use',
    load: async () => (await import('./runtimes/install.js')).runtimesInstallCommand,
  },
  {
    name: 'runtimes remove',
    summary: 'Take compiled runtimes out of the cache',
    load: async () => (await import('./runtimes/remove.js')).runtimesRemoveCommand,
  },
  {
    name: 'runtimes verify',
    summary: 'Check assets and cached files',
    load: async () => (await import('./runtimes/verify.js')).runtimesVerifyCommand,
  },
  {
    name: 'stdio',
    summary: 'Serve a program over stdin and stdout',
    load: async () => (await import('./stdio/stdio.js')).stdioCommand,
  },
  {
    name: 'repl',
    summary: 'Run Python a step at a time',
    load: async () => (await import('./repl/repl.js')).replCommand,
  },
  {
    name: 'mcp',
    summary: 'Serve tools to agents, by MCP',
    load: async () => (await import('./mcp/mcp.js')).mcpCommand,
  },
  {
    name: 'serve',
    summary: 'Serve runs over HTTP',
    load: async () => (await import('./serve/serve.js')).serveCommand,
  },
  {
    name: 'worker',
    summary: 'Do the runs of a fleet',
    load: async () => (await import('./fleet/worker.js')).workerCommand,
  },
  {
    name: 'fleet status',
    summary: 'Show the workers of a fleet and what waits',
    load: async () => (await import('./fleet/status.js')).fleetStatusCommand,
  },
  { name: 'doctor', summary: 'Check the installation', load: async () => (await import('./doctor.js')).doctorCommand },
]

/** Parsing is yargs's own parser; yargs itself takes as long to load as a small program runs, so only help loads it. */
export const library: ArgumentLibrary = {
  parse(tokens, command) {
    const options = Object.entries(command.options)
    const ofKind = (kind: Option['kind']) => options.filter(([, option]) => option.kind === kind).map(([name]) => name)
    const { argv, error } = parser.detailed([...tokens], {
      string: ofKind('value'),
      array: ofKind('list'),
      narg: Object.fromEntries(options.map(([name, { kind }]) => [name, kind === 'flag' ? 0 : 1])),
      boolean: ['help'],
      alias: { help: ['h'] },
      configuration: {
        'halt-at-non-option': command.words === 'guest',
        'parse-numbers': false,
        'parse-positional-numbers': false,
        'camel-case-expansion': false,
        'strip-aliased': true,
        'dot-notation': false,
        'short-option-groups': false,
        'greedy-arrays': false,
      },
    })
    const { _: words, ...given } = argv
    return { words: words.map(String), given: new Map(Object.entries(given)), complaint: error?.message ?? null }
  },

  async help(entries, command, columns) {
    const { default: yargs } = await import('yargs')
    let after = ''
    const screen = yargs([]).scriptName('fuelcell').version(false).help(false).exitProcess(false).wrap(columns)
    if (command === null) {
      screen.usage('fuelcell COMMAND [options]\n\nRuns code that nobody trusts, and says exactly what it cost.')
      for (const { name, summary } of entries) screen.command(name, summary)
      screen.epilogue('`fuelcell COMMAND --help` tells more; `fuelcell --version` tells the version.')
    } else describe(command)
    return `${await screen.getHelp()}${after}`

    function describe({ usage, describe: paragraph, options, examples, notes }: Command): void {
      screen.usage(`${usage.map((form) => `fuelcell ${form}`).join('\n')}\n\n${paragraph}`)
      for (const [name, option] of Object.entries(options)) {
        const placeholder = option.kind === 'flag' ? '' : `${option.placeholder}: `
        screen.option(name, { describe: `${placeholder}${option.describe}` })
      }
      screen.option('help', { alias: 'h', describe: 'Show this help' })
      if (notes !== undefined) screen.epilogue(notes)
      // Whole lines below each other: yargs breaks a long one within its column, and then it cannot be copied.
      const lines = examples.map(({ command: line, meaning }) => `  ${line}\n      ${meaning}`)
      if (lines.length > 0) after = `\n\nExamples:\n${lines.join('\n')}`
    }
  },

  version() {
    const manifest: { version: string } = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8'))
    return manifest.version
  },
}

/** Nothing may keep the command alive once its answer is written: not a stdin without end, not a half-made runner. */
export async function main(): Promise<never> {
  process.exit(await dispatch(process.argv.slice(2), commands, library, processContext()))
}

// Run, and not imported; the name may be a link, as npm makes them.
if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main()
