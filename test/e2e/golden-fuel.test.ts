/**
 * What a hello costs in each runtime, exactly, beside the fuel epoch in which it does. After a change that is meant to alter either:
 * `npx vitest run test/e2e/golden-fuel.test.ts --update`, and say so in the changelog.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createRunner, type Runner } from '../../src/runner/runner.js'
import { listRuntimes, resolveRuntime } from '../../src/runtimes/manifest/resolve.js'

/** A program that prints hello, by runtime. */
const hellos: Readonly<Record<string, string>> = {
  c: '#include <stdio.h>\nint main(void) { puts("hello"); }\n',
  cpp: '#include <iostream>\nint main() { std::cout << "hello\\n"; }\n',
  php: '<?php echo "hello\\n";',
  'php-tuned': '<?php echo "hello\\n";',
  python: "print('hello')",
  'python-tuned': "print('hello')",
  quickjs: "console.log('hello')",
  ruby: "puts 'hello'",
  sqlite: "select 'hello';",
}

// What has to be downloaded is measured with its other tests (`science/`).
const runtimes = await Promise.all((await listRuntimes()).map((name) => resolveRuntime(name)))
const names = runtimes.filter(({ wheel }) => wheel === undefined).map(({ name }) => name)

let runner: Runner

beforeAll(async () => {
  runner = await createRunner({ workers: 1 })
}, 300_000)

afterAll(async () => {
  await runner.close()
})

// Tuning takes a minute of an idle processor.
it.each(names)('%s', { timeout: 900_000 }, async (runtime) => {
  const code = hellos[runtime]
  if (code === undefined) throw new Error(`no hello for ${runtime}`)
  const { starts } = await resolveRuntime(runtime)
  const figures: Record<string, unknown> = {}
  for (const start of ['cold', 'warm'] as const) {
    if (starts[start] === undefined) continue
    const world = { clockStartMs: 946_684_800_000, seed: 0 }
    const { stdout, usage, fuelEpoch } = await runner.run({ runtime, start, code, ...world })
    expect(stdout).toBe('hello\n')
    figures[start] = { fuelEpoch, fuel: usage.fuel, startupFuel: usage.startupFuel, memoryPages: usage.memoryPages }
  }
  await expect(`${JSON.stringify(figures, null, 2)}\n`).toMatchFileSnapshot(
    `../../fixtures/golden/fuel/${runtime}.json`,
  )
})
