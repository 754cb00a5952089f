import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { writeChecks } from '../../scripts/protocol/checks.mjs'
import { kindOf } from '../../scripts/protocol/schema.mjs'
import { writeTypes } from '../../scripts/protocol/types.mjs'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
// That this is the schema of the messages is a test of the host's: host/crates/protocol/src/schema.rs.
const schema: unknown = JSON.parse(read('host/crates/protocol/schema.json'))

describe('what is generated of the host’s messages is not stale; `npm run protocol` writes', () => {
  test('their types', () => {
    expect(read('src/host/generated/messages.ts')).toBe(writeTypes(schema))
  })

  test('their checks', () => {
    expect(read('src/host/generated/checks.ts')).toBe(writeChecks(schema))
  })
})

test.each([
  { type: 'number' },
  { type: 'integer', format: 'int8' },
  { type: ['integer', 'string'] },
  { oneOf: [] },
  {},
])('a field that no message has had so far is refused: %j', (field) => {
  expect(() => kindOf(field)).toThrow('the generator knows no')
})
