import { extname } from 'node:path'
import { DEFAULT_RUNTIME } from '../../bench/case.js'
import { bench as say } from '../../bench/messages.js'
import { DEFAULT_INTERVAL, type Profiled, profileRun } from '../../bench/profile/profile.js'
import { type FunctionShare, type Totals, totals } from '../../bench/profile/totals.js'
import { FuelcellError } from '../../core/errors.js'
import { DEFAULT_CLOCK_MS } from '../../core/fixed-clock.js'
import { defaultLimits, maxLimits } from '../../core/limits.js'
import { count, oneLine } from '../../core/quoting.js'
import { parseCount } from '../../core/sizes.js'
import { canonicalRuntime, isSameLanguage, runtimeOfExtension } from '../../languages/languages.js'
import { type Context, defineCommand, type OptionValues } from '../command.js'
import { exitCodeFor } from '../exit-code.js'
import { explain } from '../explain.js'
import { readGivenFiles } from '../given-files.js'
import { commandLine } from '../messages.js'
import { asText, flag, value, worldOptions } from '../options.js'
import { readTextProgram } from '../read-program.js'
import { plainTable } from '../table.js'
import { withRunners } from './measuring.js'
import { limitsGiven, measuringOptions } from './options.js'
import { written } from './output.js'

const { fuel, timeout, memory, seed, clock, 'cache-dir': cacheDir } = measuringOptions
const MAX_INTERVAL = 10_000_000
const DEFAULT_TOP = 20
/** What code is called that came from no file. */
const NAMELESS = 'main.py'

const options = {
  c: value('CODE', asText, 'Profile CODE instead of a file'),
  runtime: value(
    'NAME',
    canonicalRuntime,
    `A runtime of Python: ${DEFAULT_RUNTIME} or python-tuned. Default ${DEFAULT_RUNTIME}`,
  ),
  interval: value(
    'FUEL',
    (text: string, option: string) => parseCount(text, option, MAX_INTERVAL),
    `Fuel between two looks, 30 or more: the granularity. Default ${DEFAULT_INTERVAL}`,
  ),
  top: value(
    'N',
    (text: string, option: string) => parseCount(text, option, maxLimits.fuel),
    `Functions to show. Default ${DEFAULT_TOP}`,
  ),
  annotate: flag('Show the source with the cost of each line, instead of functions'),
  json: flag('Print everything as one line of JSON instead of a table'),
  'export-speedscope': value('FILE', asText, 'Write the profile for speedscope'),
  'export-collapsed': value('FILE', asText, 'Write collapsed stacks, as flamegraph.pl and others read them'),
  'export-svg': value('FILE', asText, 'Draw a flame graph'),
  file: worldOptions.file,
  ...{ fuel, timeout, memory, seed, clock },
  'cache-dir': cacheDir,
}
type Values = OptionValues<typeof options>

/** `fuelcell bench profile`: where a program's fuel goes. */
export const benchProfileCommand = defineCommand(
  {
    name: 'bench profile',
    usage: [
      'bench profile [options] SCRIPT [ARGUMENT…]',
      'bench profile [options] -c CODE [ARGUMENT…]',
      'bench profile [options] -',
    ],
    describe:
      'Tells which functions and which lines of a Python program spend its fuel. The host looks at the interpreter’s frames ' +
      'between small slices of fuel: the program runs as it always does, costs what it always costs, and the profile is the same each time.',
    words: 'mixed',
    options,
    examples: [
      { command: 'fuelcell bench profile main.py', meaning: 'see the dearest functions' },
      { command: 'fuelcell bench profile --annotate main.py', meaning: 'see the cost of each line' },
      { command: 'fuelcell bench profile --export-svg flame.svg main.py', meaning: 'draw a flame graph' },
    ],
    notes:
      'Self is what a function spent itself, cumulative what it and its callees spent. What runs between two looks is charged to ' +
      'where the program was at the second. Exit code: as with `fuelcell run`.',
  },
  async (values, words, context) => {
    const [script = ''] = values.c === undefined ? words : []
    const { runtime = runtimeOfExtension(extname(script).toLowerCase()) ?? DEFAULT_RUNTIME } = values
    if (!isSameLanguage(runtime, DEFAULT_RUNTIME)) {
      throw new FuelcellError('invalid-option', say.profileNeedsPython(runtime))
    }
    const { code, args } = await readTextProgram(words, values.c, defaultLimits.diskBytes, context)
    const files = await readGivenFiles(values.file, defaultLimits)
    const request = {
      runtime,
      code,
      args,
      files,
      limits: limitsGiven(values),
      start: 'warm' as const,
      clockStartMs: values.clock ?? DEFAULT_CLOCK_MS,
      seed: values.seed ?? 0,
    }
    const name = values.c === undefined && words[0] !== '-' ? (words[0] ?? NAMELESS) : NAMELESS
    const profiled = await withRunners(1, values, context, async ([runner], { signal }) => {
      if (runner === undefined) throw new Error('there is no runner')
      const stop = signal === undefined ? {} : { signal }
      return profileRun({ ...request, ...stop }, runner.run.bind(runner), { intervalFuel: values.interval, name })
    })
    await writeExports(profiled, values, name)
    await show(profiled, { code, name }, values, context)
    // A profile of half a program reads like that of a whole one: why it ended comes with it, as `run` tells it.
    context.stderr.write(profiled.result.stderrBytes)
    const explanation = explain(profiled.result, { ...defaultLimits, ...request.limits })
    if (explanation !== null) context.stderr.write(commandLine.failed(explanation))
    return exitCodeFor(profiled.result)
  },
)

interface Source {
  readonly code: string
  readonly name: string
}

async function show({ result, profile }: Profiled, source: Source, values: Values, context: Context): Promise<void> {
  const sums = totals(profile)
  if (values.json) {
    const { status, exitCode, usage, fuelEpoch } = result
    const { fuel: totalFuel, ...rest } = sums
    const { intervalFuel, truncated } = profile
    const data = {
      fuelEpoch,
      status,
      exitCode,
      fuel: totalFuel,
      netFuel: usage.fuel - usage.startupFuel,
      intervalFuel,
      truncated,
      ...rest,
    }
    const { shownJson } = await import('../../bench/export/json.js')
    context.stdout.write(`${shownJson(data)}\n`)
    return
  }
  context.stdout.write(values.annotate === true ? await annotated(source, sums) : await functionTable(sums, values.top))
  context.stdout.write(`\n${say.profileNote(sums.fuel, sums.outsideFuel, profile.intervalFuel)}\n`)
  if (profile.truncated) context.stderr.write(commandLine.warned(say.profileTruncated))
}

async function annotated({ code, name }: Source, sums: Totals): Promise<string> {
  const { annotatedSource } = await import('../../bench/profile/annotate.js')
  const { head, rows, align } = annotatedSource(code, name, sums)
  return plainTable(head, rows, align)
}

async function functionTable({ functions, fuel: total }: Totals, top = DEFAULT_TOP): Promise<string> {
  const { self, cumulative, function: name, place } = say.columns
  const row = ({ selfFuel, cumulativeFuel, name: called, file, firstLine }: FunctionShare) => [
    count(selfFuel),
    say.share(selfFuel / total),
    count(cumulativeFuel),
    say.share(cumulativeFuel / total),
    oneLine(called),
    `${oneLine(file)}:${firstLine}`,
  ]
  return plainTable([self, '', cumulative, '', name, place], functions.slice(0, top).map(row), [
    'right',
    'right',
    'right',
    'right',
    'left',
    'left',
  ])
}

async function writeExports({ profile }: Profiled, values: Values, name: string): Promise<void> {
  const { collapsedStacks, speedscopeJson } = await import('../../bench/profile/stacks.js')
  const { 'export-speedscope': speedscope, 'export-collapsed': collapsed, 'export-svg': svg } = values
  if (speedscope !== undefined) await written(speedscope, speedscopeJson(profile, name))
  if (collapsed !== undefined) await written(collapsed, collapsedStacks(profile))
  if (svg === undefined) return
  const { flameGraphSvg } = await import('../../bench/profile/flame-graph.js')
  await written(svg, await flameGraphSvg(profile, say.fuelOf(name)))
}
