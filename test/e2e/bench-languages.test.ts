/** The same task in every language that is there: one unit of cost. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bench } from '../../src/bench/bench.js'
import { createRunner, type Runner } from '../../src/runner/runner.js'
import { listRuntimes, resolveRuntime } from '../../src/runtimes/manifest/resolve.js'

let runner: Runner
beforeAll(async () => {
  runner = await createRunner({ workers: 1 })
}, 300_000)
afterAll(async () => {
  await runner.close()
})

/** A runtime that claims no files is another build of one that does. */
async function languages(): Promise<string[]> {
  const all = await Promise.all((await listRuntimes()).map((name) => resolveRuntime(name)))
  return all.filter(({ extensions = [] }) => extensions.length > 0).map(({ name }) => name)
}

it('is answered alike, and costs the same every time', { timeout: 600_000 }, async () => {
  const names = await languages()
  const cases = await Promise.all(
    names.map(async (runtime) => {
      const [extension] = (await resolveRuntime(runtime)).extensions ?? []
      return { name: runtime, runtime, code: readFileSync(`fixtures/bench/fib/fib${extension}`, 'utf8') }
    }),
  )
  const measure = () => bench(cases, { run: (request) => runner.run(request) })
  const [first, second] = [await measure(), await measure()]
  expect(first.results.map(({ name, status, stdout }) => [name, status, stdout])).toEqual(
    names.map((name) => [name, 'exit', '6765\n']),
  )
  expect(second.results.map(({ netFuel }) => netFuel)).toEqual(first.results.map(({ netFuel }) => netFuel))
  expect(Math.min(...first.results.map(({ netFuel }) => netFuel))).toBeGreaterThan(0)
})
