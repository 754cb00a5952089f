/** Key files, and addresses that are this machine's alone. */
import { createHash } from 'node:crypto'
import { describe, expect, it, test } from 'vitest'
import { isLoopback } from '../../src/cli/serve/loopback.js'
import { parseKeyFile } from '../../src/server/keys/key-file.js'

const digest = (text: string) => createHash('sha256').update(text).digest('hex')

describe('a key file', () => {
  it('says what each key may do', () => {
    const text = `keys:
  - name: anna
    key: a-secret-key
    expires: 2030-01-01
    fuelPerMinute: 100G
    runs: 4
    priority: high
    limits: { fuel: 10G, timeoutMs: 5s, memoryPages: 64MiB, outputBytes: 1MiB }
  - { name: bob, sha256: ${digest('b-secret-key')} }
`
    expect(parseKeyFile(text, 'keys.yaml')).toEqual([
      {
        name: 'anna',
        sha256: digest('a-secret-key'),
        expiresMs: Date.UTC(2030, 0, 1),
        fuelPerMinute: 100_000_000_000,
        runs: 4,
        priority: 'high',
        limits: { fuel: 10_000_000_000, timeoutMs: 5000, memoryPages: 1024, outputBytes: 1_048_576 },
      },
      { name: 'bob', sha256: digest('b-secret-key') },
    ])
  })

  it('may be JSON, or lines', () => {
    expect(parseKeyFile('{"keys":[{"name":"a","key":"a-secret-key"}]}', 'k')).toMatchObject([{ name: 'a' }])
    const lines = `# mine\na-secret-key\n\nbob b-secret-key\nsha256:${digest('c')}\n`
    expect(parseKeyFile(lines, 'k')).toEqual([
      { name: 'key-2', sha256: digest('a-secret-key') },
      { name: 'bob', sha256: digest('b-secret-key') },
      { name: 'key-5', sha256: digest('c') },
    ])
  })

  test.each([
    ['', /it has no key/],
    ['keys: []', /it has no key/],
    ['keys:\n- {name: a}', /key or sha256 is wanted/],
    ['keys:\n- {name: a, key: short}', /at least 8 characters/],
    ['keys:\n- {name: a, key: 12345678}', /line 2/],
    ['keys:\n- {name: a, sha256: 12ab}', /64 hexadecimal digits/],
    ['keys:\n- {name: a, key: aaaaaaaa}\n- {name: a, key: bbbbbbbb}', /two keys are called "a"/],
    ['keys:\n- {name: a, key: aaaaaaaa}\n- {name: b, key: aaaaaaaa}', /"a" and "b" are the same key/],
    ['keys:\n- {name: a, key: aaaaaaaa, fuelPerMinut: 1}', /did you mean "fuelPerMinute"/],
    ['keys:\n- {name: a, key: aaaaaaaa, limits: {fuel: lots}}', /fuel must be/],
    ['one two three', /line 1: KEY/],
    ['short', /line 1: must have at least 8/],
  ])('%j is refused', (text, message) => {
    expect(() => parseKeyFile(text, 'keys.yaml')).toThrow(message)
  })

  it('never has a key in what is said of it', () => {
    for (const text of ['keys:\n- {name: a, key: [secret-secret]}', 'a secret-secret c', 'keys: secret-secret']) {
      try {
        parseKeyFile(text, 'k')
        expect.unreachable()
      } catch (error) {
        expect(String(error)).not.toContain('secret-secret')
      }
    }
  })
})

test.each([
  ['127.0.0.1', true],
  ['127.8.9.10', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['::ffff:10.0.0.1', false],
  ['192.168.0.1', false],
  ['localhost.example', false],
])('%s is this machine alone: %s', (host, own) => {
  expect(isLoopback(host)).toBe(own)
})
