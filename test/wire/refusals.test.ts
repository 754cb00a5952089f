/** What comes in is hostile: wrong requests are refused in words, and nothing but a FuelcellError is thrown. */
import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { exitCodeFor } from '../../src/cli/exit-code.js'
import { callerCodes, FuelcellError, systemCodes } from '../../src/core/errors.js'
import { decodeRequest, decodeResult, encodeRequest, outcomes, parseEvent, requestCaps } from '../../src/wire/index.js'
import { wireJsonSchemas } from '../../src/wire/json-schemas.js'

const refusal = (json: unknown) => {
  try {
    return decodeRequest(json)
  } catch (error) {
    return error instanceof FuelcellError ? `${error.code}: ${error.message}` : error
  }
}
const nested = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`)

it.each([
  ['no object', [1], 'invalid-option: a request is a JSON object, but an array was given'],
  [
    'an unknown field',
    { runtime: 'python', cod: '' },
    'unknown-option: decodeRequest does not know the option "cod"; did you mean "code"?',
  ],
  ['a missing runtime', {}, 'invalid-option: runtime: a value of the type string is wanted'],
  ['a wrong type', { runtime: 'python', args: 'x' }, 'invalid-option: args: a value of the type array is wanted'],
  ['an unknown limit', { runtime: 'python', limits: { feul: 1 } }, 'invalid-option: limits: "feul" is not known'],
  [
    'a limit out of range',
    { runtime: 'python', limits: { fuel: 0 } },
    'invalid-option: limits.fuel: at least 1 are wanted',
  ],
  [
    'bytes of both kinds',
    { runtime: 'python', code: { text: '', base64: '' } },
    'invalid-option: code: "base64" is not known',
  ],
  [
    'what is not base64',
    { runtime: 'python', stdin: { base64: 'a' } },
    'invalid-option: stdin.base64: it is not of the form that is wanted',
  ],
  [
    'half of a surrogate pair',
    { runtime: 'python', code: '\ud800' },
    'invalid-option: code: has half of a surrogate pair',
  ],
  [
    'the path of a module',
    { runtime: 'wasm', module: '/bin/sh' },
    'invalid-option: module: a value of the type object is wanted',
  ],
  [
    'an argument that is no value',
    { runtime: 'python', call: { function: 'f', args: [1] } },
    'invalid-option: call.args.0: a value of the type object is wanted',
  ],
  [
    'what is too deep',
    { runtime: 'python', call: nested(10_000) },
    'invalid-option: call nests deeper than a value can; flatten it',
  ],
  [
    'text over its cap',
    { runtime: 'python', code: 'é'.repeat(requestCaps.codeBytes / 2 + 1) },
    `invalid-option: code: takes more than ${requestCaps.codeBytes} bytes`,
  ],
])('a request with %s is refused', (_what, json, sentence) => {
  expect(refusal(json)).toBe(sentence)
})

it('whatever JSON comes, a request or a FuelcellError comes of it', () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ maxDepth: 5 }),
      fc.constantFrom('call', 'files', 'limits', 'code', 'env'),
      (value, field) => {
        const json = { runtime: 'python', [field]: value }
        try {
          expect(decodeRequest(json).runtime).toBe('python')
        } catch (error) {
          expect(error).toBeInstanceOf(FuelcellError)
        }
      },
    ),
    { seed: 5, numRuns: 500 },
  )
})

it('a source of stdin and the path of a module do not cross', () => {
  expect(() => encodeRequest({ runtime: 'python', stdin: Readable.from([]) })).toThrow('read it first')
  expect(() => encodeRequest({ runtime: 'wasm', module: 'app.wasm' })).toThrow('read the file first')
})

it('signal and listener stay where they are', () => {
  const request = { runtime: 'python', code: '1', signal: AbortSignal.abort(), onOutput: () => {} }
  expect(encodeRequest(request)).toEqual({ runtime: 'python', code: '1' })
})

it('what is no Result, or no event, is refused', () => {
  for (const json of [null, {}, { status: 'exit' }, nested(10_000)]) {
    expect(() => decodeResult(json)).toThrow('no Result')
  }
  for (const line of ['', '{', '{"type":"output"}']) expect(() => parseEvent(line)).toThrow('no event')
})

it('every code has a status and an exit code, by whose fault it is', () => {
  for (const code of callerCodes)
    expect(code === 'invalid-manifest' ? 500 : outcomes[code].http).toBeGreaterThanOrEqual(400)
  for (const code of systemCodes) expect(outcomes[code].http).toBeGreaterThanOrEqual(500)
  const guests = new Set(['trap', 'out-of-fuel', 'timeout', 'out-of-memory', 'output-limit', 'disk-limit'] as const)
  for (const status of guests) {
    expect(Object.values(outcomes).map(({ exit }) => exit)).not.toContain(exitCodeFor({ status, exitCode: null }))
  }
})

it.each(['run-request', 'result', 'events'] as const)(
  'schemas/%s.schema.json is of these schemas (`npm run schemas`)',
  (name) => {
    const shipped = readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8')
    expect(JSON.parse(shipped)).toEqual(JSON.parse(JSON.stringify(wireJsonSchemas()[name])))
  },
)
