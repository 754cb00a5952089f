/** Every sentence of `fuelcell bench` and of the library behind it. */
import { count, oneLine, printable, quote } from '../core/quoting.js'

const parameterName = 'must be letters, digits and underscores, no digit first, 64 at most'

export const bench = {
  noCases: 'bench: there is nothing to measure; give at least one case',
  emptyName: 'bench: a case has an empty name; leave the name out, or write one',
  nameInRuntime: (name: string, runtime: string) => `${name} (${runtime})`,
  profileNeedsPython: (runtime: string) =>
    `bench profile looks at Python's frames, which ${quote(runtime)} does not have; --runtime takes python and python-tuned`,
  nameTwice: (name: string) => `bench: two snippets are called ${quote(name)}; give one of them another name`,
  badParameterName: (name: string) => `bench: the parameter ${quote(name)} ${parameterName}`,
  parameterNameWanted: `the name of a parameter ${parameterName}`,
  parameterValueWanted: 'a parameter must be a text, a number, true or false',
  scannedTwice: (name: string) => `bench: the parameter ${quote(name)} is scanned and has a fixed value; remove one`,
  largeParameter: (call: string, name: string) =>
    `${call}: params.${name} is a whole number above ${count(Number.MAX_SAFE_INTEGER)}, which a number does not hold exactly; give a bigint`,
  noSetup: (runtime: string, start: string | undefined) =>
    start === 'cold'
      ? `bench: a setup is metered apart in warm starts only; leave out the start "cold", or write the setup into the code`
      : `bench: the runtime ${quote(runtime)} cannot meter a setup apart; write it into the code`,
  badScan: (what: string, text: string) =>
    `${what} must be NAME=FROM..TO, NAME=FROM..TO:xFACTOR, NAME=FROM..TO:+STEP or NAME=SIZE,SIZE,…, but ${quote(text)} was given`,
  scanBackwards: (what: string, text: string) => `${what}: ${quote(text)} ends before it begins; swap the two ends`,
  scanEndless: (what: string, text: string) =>
    `${what}: ${quote(text)} never ends; the factor must be 2 or more with a start above 0, the step 1 or more`,
  scanTooLong: (what: string, text: string, max: number) =>
    `${what}: ${quote(text)} has more than ${count(max)} sizes; take larger steps, or raise the bound with --max-sizes`,
  sizeOverflows: (what: string, digits: string) =>
    `${what}: the size ${quote(digits)} is above ${count(Number.MAX_SAFE_INTEGER)}, the largest that is held exactly`,
  // ---- bench.yaml ----
  suiteInvalid: (path: string, findings: readonly string[]) =>
    `${quote(path)} is not a bench file:\n${findings.map((finding) => `  ${printable(finding)}`).join('\n')}`,
  inCase: (path: string, line: number, why: string) => `${printable(path)}, line ${line}: ${why}`,
  codeOrFile: (place: string) => `${place}: a case needs either code or file, and not both`,
  nameTwiceInSuite: (name: string, line: number) =>
    `the name ${quote(name)} is taken by line ${line}; give one of them another name`,
  // ---- baselines ----
  baselineCorrupt: (path: string, why: string) =>
    `${quote(path)} is not a baseline that this version can read (${printable(why)}); record it again with \`fuelcell bench save\` followed by its snippets`,
  nameTwiceInFile: (name: string) => `${quote(name)} stands there twice`,
  badTolerance: (option: string, text: string) =>
    `${option} must be a part such as 0.5%, or an amount such as fuel:+10000, but ${quote(text)} was given`,
  badPrice: (option: string, text: string) =>
    `${option} must be FUEL=MONEY, such as 1G=0.01 or 1G=0.01EUR, but ${quote(text)} was given`,
  // ---- tables ----
  columns: {
    snippet: 'SNIPPET',
    runtime: 'RUNTIME',
    size: 'SIZE',
    netFuel: 'NET FUEL',
    compile: 'COMPILING',
    timesBest: '× BEST',
    perElement: 'PER ELEMENT',
    price: 'COST',
    memory: 'MEMORY',
    wall: 'WALL',
    ended: 'ENDED',
    timesBefore: '× BEFORE',
    offModel: 'OFF THE FIT',
    before: 'BEFORE',
    after: 'AFTER',
    change: 'CHANGE',
    verdict: 'VERDICT',
    self: 'SELF',
    cumulative: 'CUMULATIVE',
    function: 'FUNCTION',
    place: 'AT',
    line: 'LINE',
    module: 'MODULE',
    coldFuel: 'COLD FUEL',
    coldMs: 'COLD RUN',
    warmFuel: 'WARM FUEL',
    warmMs: 'WARM RUN',
  },
  axes: { netFuel: 'net fuel' },
  grown: (pages: number) => (pages === 0 ? '0' : `+${count(pages * 64)} KiB`),
  ended: {
    'out-of-fuel': 'out of fuel; raise --fuel',
    timeout: 'timeout; raise --timeout',
    'out-of-memory': 'out of memory; raise --memory',
    'output-limit': 'wrote too much',
    'disk-limit': 'filled its disk',
    trap: (trap: string) => `trap: ${oneLine(trap)}`,
    exit: (exitCode: number, type: string | undefined, message: string | undefined, line: number | null) =>
      `exit ${exitCode}${type === undefined ? '' : `: ${oneLine(type)}${message ? `: ${firstLine(message)}` : ''}${line === null || namesLine(message) ? '' : ` (line ${count(line)})`}`}`,
  },
  inSetup: (ending: string) => `in the setup: ${ending}`,
  deviation: (part: number) => {
    const percent = (Math.abs(part) * 100).toFixed(1)
    return `${percent === '0.0' ? '' : part < 0 ? '−' : '+'}${percent} %`
  },
  // ---- growth ----
  growth: (
    growth: '1' | 'log n' | 'n' | 'n log n' | 'n^2' | 'n^3' | '2^n',
    coefficient: number | null,
    base: number | null,
  ) => {
    if (growth === '1' || coefficient === null) return 'constant: growth explains less than a tenth of it'
    const about = `about ${count(threeFigures(coefficient))} fuel`
    switch (growth) {
      case 'log n':
        return `grows as log n, ${about} per doubling`
      case 'n':
        return `grows as n, ${about} per element`
      case 'n log n':
        return `grows as n log n, ${about} per element and doubling`
      case 'n^2':
        return `grows as n^2, ${about} per pair`
      case 'n^3':
        return `grows as n^3, ${about} per triple`
      case '2^n':
        return `grows exponentially, ${about} × ${threeFigures(base ?? 2)}^n`
    }
  },
  undecided: (why: 'few' | 'alike' | 'falls' | 'unexplained' | null, alike: readonly string[], sizes: number) => {
    switch (why) {
      case 'few':
        return `undecided: ${sizes === 0 ? 'no size' : sizes === 1 ? 'one size alone' : 'two sizes alone'} ended well, and a fit needs three; take more sizes`
      case 'falls':
        return 'undecided: the largest size costs less than the smallest, and models only grow; take sizes at which it grows'
      case 'alike':
        return `undecided: ${alike.join(' and ')} explain the figures alike; take more sizes, or larger ones`
      default:
        return 'undecided: no model explains the figures; take more sizes, or larger ones'
    }
  },
  fitFrom: (size: number) => `told by the sizes from ${count(size)} on, for smaller ones follow another course`,
  exponent: (parameter: string, exponent: number) =>
    `${printable(parameter)}^${exponent.toFixed(2)} between the last doublings`,
  fitWithout: (failed: number, size: number, status: string, rest: number) =>
    `${count(failed)} ${failed === 1 ? 'size' : 'sizes'} failed, the first at ${count(size)} (${status})${rest >= 3 ? ': the fit uses the rest' : ''}`,
  skipped: (sizes: number) => `${count(sizes)} larger ${sizes === 1 ? 'size was' : 'sizes were'} not tried`,
  epochNote: (fuelEpoch: string) => `Net fuel; fuel epoch ${printable(fuelEpoch)}.`,
  summaryTitle: 'Fuel',
  // ---- command line ----
  randomSeed: (option: string) =>
    `${option} cannot be random here: a figure that is drawn anew each time cannot be compared; give a number`,
  namesWanted: 'names of runtimes with commas between them, such as python,ruby',
  noSuchFile: (word: string, nearest: string | undefined) =>
    `${quote(word)} is neither a file nor a folder; ${nearest === undefined ? 'check the path, or give code as -c CODE' : `did you mean \`fuelcell bench ${nearest}\`?`}`,
  nothingToMeasure: (suite: string) =>
    `there is nothing to measure and no ${suite} here; give code, files or folders, such as \`fuelcell bench 'print(1)' main.py\``,
  emptyFolder: (path: string, extensions: readonly string[]) =>
    `${quote(path)} has no code in it (files that end in ${extensions.join(', ')}); name another folder`,
  runtimeWithoutCode: (runtimes: readonly string[]) =>
    `--runtimes: there is no code for ${runtimes.map(quote).join(', ')}; give a file in that language, or leave it out`,
  outsideFolders: (namedBy: string, path: string, folders: readonly string[]) =>
    `${quote(namedBy)} names ${quote(path)}, which does not lie below ${folders.map(quote).join(' or ')}, links followed; move the file there`,
  stdinTwice: '- stands for stdin, which can be read once only; give the other code with -c',
  unsafeSource: (path: string, baseline: string) =>
    `${quote(path)} lies neither below the working directory nor below the folder of ${quote(baseline)}, where \`fuelcell bench check\` looks for files; record it from a folder above`,
  progress: (done: number, total: number, name: string) => `fuelcell: ${count(done)} of ${count(total)} · ${name}`,
  cannotWrite: (path: string, why: string) => `cannot write ${quote(path)}: ${printable(why)}; choose another file`,
  noStepSummary:
    '--step-summary needs GITHUB_STEP_SUMMARY, which names the page inside GitHub Actions; elsewhere use --export-markdown',
  differs: ({
    name,
    size,
    what,
    first,
    other,
  }: {
    readonly name: string
    readonly size?: number
    readonly what: string
    readonly first: string
    readonly other: string
  }) =>
    `${quote(name)}${size === undefined ? '' : ` at ${count(size)}`} is not the same on every worker: ${what} ${quote(first)}, then ${quote(other)}. That is a fault of fuelcell or of the machine: please report it`,
  // ---- baselines on the command line ----
  noBaseline: (path: string, why: string) =>
    `there is no baseline ${quote(path)} to read (${printable(why)}); record one with \`fuelcell bench save\``,
  notSaved: (path: string) => `fuelcell: a snippet failed, so ${quote(path)} was not written\n`,
  mannerIgnored: (option: string, file: string) =>
    `${option} holds for snippets that are named on the command line, but those of ${quote(file)} say themselves how they are measured; name the snippets, or leave ${option} out`,
  saved: (path: string, snippets: number) =>
    `fuelcell: recorded ${count(snippets)} ${snippets === 1 ? 'snippet' : 'snippets'} in ${quote(path)}\n`,
  recordAgain: (path: string, verdicts: readonly string[]) => {
    const reasons = [
      ...(verdicts.includes('other start') ? ['its figures are of another start'] : []),
      ...(verdicts.includes('other epoch') ? ['its figures are of another fuel epoch'] : []),
      ...(verdicts.includes('new') ? ['it lacks a snippet, or its sizes'] : []),
      ...(verdicts.includes('missing') ? ['it has a snippet that is gone'] : []),
    ]
    const advice = 'ecord it again with `fuelcell bench save`'
    return `${quote(path)} cannot be compared with: ${reasons.join(', and ')}. ${verdicts.includes('other start') ? `Leave --start out to measure from the recorded one, or r${advice}` : `R${advice}`}`
  },
  verdicts: {
    same: 'the same',
    cheaper: 'cheaper',
    dearer: 'dearer',
    regression: 'regression',
    'over budget': 'over budget',
    failed: 'failed',
    new: 'not in the baseline',
    missing: 'not measured any more',
    'other start': 'another start',
    'other epoch': 'another fuel epoch',
  },
  failedVerdict: (ending: string) => `failed: ${ending}`,
  overBudget: (budget: number) => `over its budget of ${count(budget)}`,
  signed: (value: number) => (value === 0 ? '0' : `${value < 0 ? '−' : '+'}${count(Math.abs(value))}`),
  percent: (part: number) => (part === 0 ? '0 %' : `${part < 0 ? '−' : '+'}${(Math.abs(part) * 100).toFixed(2)} %`),
  badModuleName: (name: string) => `no module can be called ${quote(name)}; give names such as json or os.path`,
  // ---- profiles ----
  outside: '(start, compiling, end)',
  fuelOf: (name: string) => `Fuel of ${printable(name)}`,
  box: (name: string, file: string, line: number, fuel: string, part: number) =>
    printable(`${name} (${file}:${line}): ${fuel} fuel, ${(part * 100).toFixed(1)} %`),
  share: (part: number) => `${(part * 100).toFixed(1)} %`,
  noProfile: (runtime: string) =>
    `the runtime ${quote(runtime)} cannot be profiled here; profiles are made of warm starts of Python`,
  profileNote: (fuel: number, outsideFuel: number, intervalFuel: number) =>
    `${count(fuel)} fuel in all, ${count(outsideFuel)} of it outside the program (start, compiling, end); looked at every ${count(intervalFuel)} fuel`,
  profileTruncated: 'there were more ways of calling than are kept; the rest was charged to the nearest callers',
} as const

/** Three significant figures, as a number. */
function threeFigures(value: number): number {
  return Number(value.toPrecision(3))
}

const MESSAGE_CHARACTERS = 60

/** Whether a message, such as that of a SyntaxError, says the line itself. */
function namesLine(message: string | undefined): boolean {
  return message !== undefined && /\bline \d+\)?$/.test(message)
}

function firstLine(message: string): string {
  const line = Array.from(printable(message).split('\n')[0] ?? '')
  return line.length <= MESSAGE_CHARACTERS ? line.join('') : `${line.slice(0, MESSAGE_CHARACTERS).join('')}…`
}
