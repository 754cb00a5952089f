import { expect, it } from 'vitest'
import { ValueCosts } from '../../src/grade/value-costs.js'

it('values cost what they cost in the runtime of the submission', async () => {
  const asked: string[] = []
  const costs = new ValueCosts(async ({ runtime }) => {
    asked.push(runtime)
    return 5
  })
  const none = { type: 'dict', value: [] } as const
  const text = { type: 'str', value: 'x' } as const
  expect(await costs.takingBase('python-tuned', [text], none, true)).toBe(0)
  expect(await costs.givingFuel('python-tuned', text, true)).toBe(0)
  expect(asked).toEqual(Array(4).fill('python-tuned'))
})
