import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRunner, type Runner } from '../../src/index.js'

let runner: Runner
beforeAll(async () => {
  runner = await createRunner({ workers: 1 })
})
afterAll(() => runner.close())

test('a runtime has one epoch, the same from each runner, and another has another', async () => {
  await using second = await createRunner({ workers: 1 })
  const python = await runner.provision('python')
  expect(python.epoch).toMatch(/^[0-9a-f]{12}$/)
  expect((await second.provision('py')).epoch).toBe(python.epoch)
  const epochs = await Promise.all(['sqlite', 'wasm'].map(async (name) => (await runner.provision(name)).epoch))
  expect(new Set([python.epoch, ...epochs]).size).toBe(3)
})
