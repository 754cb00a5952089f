/** Random requests and Results, every field of them. */
import fc from 'fast-check'
import { defaultLimits, type Limits, maxLimits } from '../../src/core/limits.js'
import type { Result } from '../../src/core/result.js'
import { Exact, type Tagged } from '../../src/core/tagged.js'
import type { RunRequest } from '../../src/runner/request/request.js'

/** Well-formed text: lone surrogates are refused. */
export const text = fc.string({ unit: 'binary', maxLength: 20 })
const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
export const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  text.map((value) => new TextEncoder().encode(value)),
)
const code = fc.oneof(text, bytes)
const amount = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
const figure = fc.integer({ min: 0, max: 1_000_000_000 }).map((micro) => micro / 1000)

export const tagged: fc.Arbitrary<Tagged> = fc.letrec<{ value: Tagged }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant<Tagged>({ type: 'None' }),
    fc.boolean().map((value): Tagged => ({ type: 'bool', value })),
    fc.bigInt().map((value): Tagged => ({ type: 'int', value: `${value}` })),
    fc.constantFrom('1.5', '-0.0', 'nan', 'inf', '-inf', '1e-07').map((value): Tagged => ({ type: 'float', value })),
    text.map((value): Tagged => ({ type: 'str', value })),
    fc
      .uint8Array({ maxLength: 5 })
      .map((value): Tagged => ({ type: 'bytes', value: Buffer.from(value).toString('hex') })),
    fc.record({
      type: fc.constantFrom('list' as const, 'tuple' as const, 'set' as const, 'frozenset' as const),
      value: fc.array(tie('value'), { maxLength: 3 }),
    }),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map((value): Tagged => ({ type: 'dict', value })),
    text.map((value): Tagged => ({ type: 'unsupported', value })),
  ),
})).value

const someLimits = fc.record(
  Object.fromEntries(
    (Object.keys(defaultLimits) as Array<keyof Limits>).map((key) => [
      key,
      fc.integer({ min: 1, max: maxLimits[key] }),
    ]),
  ),
  { requiredKeys: [] },
)
const dictionary = <T>(values: fc.Arbitrary<T>) => fc.dictionary(name, values, { maxKeys: 4, noNullPrototype: true })

/** Files flat, as they come back; arguments of a call as they come back. */
export const request = fc.record(
  {
    runtime: name,
    code,
    entry: name,
    module: bytes,
    args: fc.array(text, { maxLength: 4 }),
    env: dictionary(text),
    stdin: code,
    files: dictionary(code),
    preopens: fc.array(fc.record({ host: name, guest: name, access: fc.constantFrom('read', 'read-write') }), {
      maxLength: 2,
    }),
    chroot: fc.boolean(),
    start: fc.constantFrom('cold', 'warm'),
    setup: fc.oneof(text, fc.array(text, { maxLength: 3 })),
    call: fc.record(
      {
        function: name,
        args: fc.array(
          tagged.map((one) => new Exact(one)),
          { maxLength: 3 },
        ),
        kwargs: dictionary(tagged.map((one) => new Exact(one))),
        file: name,
        module: name,
      },
      { requiredKeys: ['function'] },
    ),
    returns: fc.constant('last'),
    profileFuel: fc.integer({ min: 30, max: 10_000_000 }),
    limits: fc
      .tuple(someLimits, fc.option(someLimits))
      .map(([own, compile]) => (compile === null ? own : { ...own, compile })),
    compilerOptions: fc.array(text, { maxLength: 3 }),
    sources: fc.array(name, { maxLength: 3 }),
    clockStartMs: fc.integer({ min: 0, max: 18_429_292_799_999 }),
    seed: fc.oneof(amount, fc.constant('random')),
  },
  { requiredKeys: ['runtime'] },
) as fc.Arbitrary<RunRequest>

const usage = fc.record(
  {
    fuel: amount,
    fuelExact: fc.boolean(),
    startupFuel: amount,
    compileFuel: amount,
    setupFuel: amount,
    codeFuel: amount,
    memoryPages: amount,
    grownPages: amount,
    memoryBytes: amount,
    outputBytes: amount,
    diskBytes: amount,
    diskEntries: amount,
    openFiles: amount,
    durationMs: figure,
  },
  {
    requiredKeys: [
      'fuel',
      'fuelExact',
      'startupFuel',
      'memoryPages',
      'grownPages',
      'memoryBytes',
      'outputBytes',
      'diskBytes',
      'diskEntries',
      'openFiles',
      'durationMs',
    ],
  },
)
const exitCode = fc.integer({ min: 0, max: 255 })
const line = fc.option(fc.integer({ min: 1, max: 1000 }))
const profile = fc.record({
  intervalFuel: amount,
  codes: fc.array(fc.record({ name: text, file: text, firstLine: fc.nat() }), { maxLength: 2 }),
  nodes: fc.array(fc.record({ parent: fc.integer({ min: -1 }), code: fc.nat(), line: fc.nat(), fuel: amount }), {
    maxLength: 2,
  }),
  outsideFuel: amount,
  truncated: fc.boolean(),
})
const stage = fc.record({
  stage: fc.constantFrom('compile', 'link'),
  source: fc.option(text),
  status: fc.constantFrom('exit', 'trap', 'timeout'),
  exitCode: fc.option(exitCode),
  usage,
  stdout: text,
  stderr: text,
})
const shared = {
  ok: fc.boolean(),
  usage,
  runtime: name,
  start: fc.constantFrom('cold', 'warm'),
  world: fc.record({ clockStartMs: amount, seed: amount }),
  fuelEpoch: name,
  profile,
  stage: fc.constantFrom('compile', 'link', 'run'),
  stages: fc.array(stage, { maxLength: 2 }),
  stdoutBytes: bytes,
  stderrBytes: bytes,
  tty: text,
  truncated: fc.record({ stdout: fc.boolean(), stderr: fc.boolean() }),
  files: dictionary(bytes),
  deleted: fc.array(text, { maxLength: 2 }),
}
const optional = ['profile', 'stage', 'stages', 'error', 'value', 'returned', 'raised', 'stackFull']
const arm = (own: Record<string, fc.Arbitrary<unknown>>) => {
  const all: Record<string, fc.Arbitrary<unknown>> = { ...own, ...shared }
  return fc.record(all, { requiredKeys: Object.keys(all).filter((key) => !optional.includes(key)) })
}

/** The text of a stream is that of its bytes, as a runner makes it. */
export const result = fc
  .oneof(
    arm({
      status: fc.constant('exit'),
      exitCode,
      value: text,
      returned: tagged,
      error: fc.record({ type: text, message: text, line, traceback: text }),
      raised: fc.record({
        phase: fc.constantFrom('import', 'lookup', 'call'),
        types: fc.array(text, { maxLength: 2 }),
        message: text,
        file: fc.option(text),
      }),
    }),
    arm({
      status: fc.constantFrom('out-of-fuel', 'timeout', 'out-of-memory', 'output-limit', 'disk-limit'),
      exitCode: fc.constant(null),
    }),
    arm({ status: fc.constant('trap'), exitCode: fc.constant(null), trap: text, stackFull: fc.constant(true) }),
  )
  .map((made) => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    const { stdoutBytes, stderrBytes } = made as { stdoutBytes: Uint8Array; stderrBytes: Uint8Array }
    return { ...made, stdout: decoder.decode(stdoutBytes), stderr: decoder.decode(stderrBytes) } as unknown as Result
  })
