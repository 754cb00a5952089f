import { expect, test } from 'vitest'
import { findPython } from '../../scripts/test-python.mjs'

const machine = (answers: Readonly<Record<string, string>>) => (name: string) => Promise.resolve(answers[name])

test.each([
  ['the plain name', { python3: 'Python 3.11.7\n' }, 'python3'],
  ['a newer one beside an old', { python3: 'Python 3.9.2\n', 'python3.12': 'Python 3.12.1\n' }, 'python3.12'],
  ['the name of other systems', { python: 'Python 3.13.0\n' }, 'python'],
  ['only old ones', { python3: 'Python 3.9.2\n', python: 'Python 2.7.18\n' }, undefined],
  ['none', {}, undefined],
])('a Python that is new enough: %s', async (_, answers, name) => {
  expect(await findPython(machine(answers))).toBe(name)
})
