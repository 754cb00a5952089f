/** What Node.js 20 prints for each expression in `fixtures/javascript/expressions`, and QuickJS with its prelude has to print. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expressionsOf, printedOf, programOf } from '../../fixtures/javascript/program.mjs'
import { createRunner, type Runner } from '../../src/runner/runner.js'

const folder = fileURLToPath(new URL('../../fixtures/javascript/expressions', import.meta.url))
const topics = readdirSync(folder)
  .filter((name) => name.endsWith('.txt'))
  .map((name) => name.slice(0, -'.txt'.length))

let runner: Runner

beforeAll(async () => {
  runner = await createRunner({ workers: 1 })
  await runner.run({ runtime: 'quickjs', code: '' })
}, 300_000)

afterAll(async () => {
  await runner.close()
})

const read = (name: string) => readFileSync(join(folder, name), 'utf8')
const linesOf = (topic: string) => expressionsOf(read(`${topic}.txt`))

it('there are hundreds of them, each once', () => {
  const lines = topics.flatMap(linesOf)
  expect(lines.length).toBeGreaterThan(600)
  for (const topic of topics) expect(Object.keys(JSON.parse(read(`${topic}.json`)))).toEqual(linesOf(topic))
})

it.each(topics)('%s are printed as by Node.js', { timeout: 60_000 }, async (topic) => {
  const lines = linesOf(topic)
  const { status, stdout, stderr } = await runner.run({ runtime: 'quickjs', code: programOf(lines) })
  expect([status, stderr]).toEqual(['exit', ''])
  const printed = printedOf(stdout)
  expect(Object.fromEntries(lines.map((line, index) => [line, printed[index]]))).toEqual(
    JSON.parse(read(`${topic}.json`)),
  )
})
