import { describe, expect, it, test } from 'vitest'
import { parseFromHost } from '../../src/host/parse-message.js'
import { fromHost, hello, result } from '../support/messages.js'

const parse = (value: unknown) => () => parseFromHost(value)
const withUsage = (change: object) => ({ ...result, usage: { ...result.usage, ...change } })

test.each(Object.keys(result.usage))('refuses a result without the %s that was used', (field) => {
  expect(parse(withUsage({ [field]: undefined }))).toThrow('a message "result" whose field "usage"')
})

test.each(fromHost)('accepts %s', (_, message) => {
  expect(parseFromHost(message)).toBe(message)
})

test.each(fromHost)('refuses %s without any one of its fields', (_, message) => {
  for (const field of Object.keys(message).filter((name) => name !== 'type')) {
    const { [field]: removed, ...rest } = message as unknown as Record<string, unknown>
    expect(parse(rest)).toThrow(`a message "${message.type}" whose field "${field}" is missing or wrong`)
    expect(parse({ ...message, [field]: Symbol('wrong') })).toThrow(`whose field "${field}" is missing or wrong`)
  }
})

test.each([
  ['negative fuel', withUsage({ fuel: -1 })],
  ['fractional fuel', withUsage({ fuel: 1.5 })],
  ['fuel beyond the safe integers', withUsage({ fuel: 2 ** 53 })],
  ['an exit code of 256', { ...result, exitCode: 256 }],
  ['an unknown status', { ...result, status: 'killed' }],
  ['an endless duration', withUsage({ durationMs: Number.POSITIVE_INFINITY })],
  ['a negative duration', withUsage({ durationMs: -1 })],
  ['an id of more than 32 bits', { type: 'pull', id: 2 ** 32 }],
  ['deleted files that are no names', { ...result, deleted: [1] }],
  ['half an error', { ...result, error: { type: 'E' } }],
  ['a stream 3', { type: 'output', id: 1, stream: 3, data: new Uint8Array(0) }],
  ['text for bytes', { type: 'output', id: 1, stream: 1, data: 'text' }],
  ['an unknown failure', { type: 'failed', id: 1, code: 'tired', message: '' }],
  ['a layer of unknown state', { ...hello, hardening: [{ layer: 'x', state: 'maybe', detail: '' }] }],
])('refuses %s', (_, message) => {
  expect(parse(message)).toThrow(/is missing or wrong/)
})

test.each([
  ['exit without a code', { ...result, exitCode: null }],
  ['out of fuel with an exit code', { ...result, status: 'out-of-fuel' }],
  ['a trap without its name', { ...result, status: 'trap', exitCode: null }],
  ['an exit with a trap', { ...result, trap: 'unreachable' }],
])('refuses %s', (_, message) => {
  expect(parse(message)).toThrow(/whose exit code or trap does not fit/)
})

test.each([[null], [5], ['hello'], [[]], [new Uint8Array(3)], [{}], [{ type: 5 }]])('refuses %j', (value) => {
  expect(parse(value)).toThrow('a frame that is not a map with a type')
})

test.each(['nonsense', 'constructor', '__proto__', 'run'])('refuses a message of the type %s', (type) => {
  expect(parse({ type })).toThrow(`a message of the unknown type "${type}"`)
})

describe('a profile', () => {
  const profile = {
    intervalFuel: 200,
    names: ['f'],
    files: ['main.py'],
    firstLines: [1],
    nodes: [-1, 0, 1, 500, 0, 0, 2, 70],
    outsideFuel: 3,
    truncated: false,
  }

  it('is taken as it is', () => {
    expect(parseFromHost({ ...result, profile })).toMatchObject({ profile })
  })

  it.each([
    ['a caller that stands after its callee', { nodes: [1, 0, 1, 5] }],
    ['a code that there is not', { nodes: [-1, 1, 1, 5] }],
    ['half a context', { nodes: [-1, 0, 1] }],
    ['negative fuel', { nodes: [-1, 0, 1, -5] }],
    ['a code without a name', { names: [] }],
    ['a code without a first line', { firstLines: [] }],
  ])('is refused with %s', (_, change) => {
    expect(() => parseFromHost({ ...result, profile: { ...profile, ...change } })).toThrow('"profile"')
  })
})
