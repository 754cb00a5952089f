/** Programs that call themselves through everything that can be called: the language's own limit comes before the stack is full. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRunner, type Runner } from '../../src/runner/runner.js'

/** By what the recursion goes through: Python that defines `f(n)`, which recurses n levels deep. */
const shapes: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL('../../fixtures/recursion/python.json', import.meta.url), 'utf8'),
)
const DEPTHS = [30, 100, 300, 600, 990, 2000, 20_000]
/** Which depths are reached, and that the program goes on after each that is not. */
const trial = `
for n in ${JSON.stringify(DEPTHS)}:
    try: f(n); print(n, 'ok')
    except (RecursionError, MemoryError, SyntaxError) as e: print(n, 'refused')
print('end', len([x for x in range(10)]))
`
const limits = { fuel: 60_000_000_000, timeoutMs: 60_000 }
let runner: Runner

beforeAll(async () => {
  runner = await createRunner({ workers: 2 })
}, 300_000)

afterAll(() => runner.close())

const run = (runtime: string, code: string, more: object = {}) => runner.run({ runtime, code, limits, ...more })

describe('Python', () => {
  it('allows 1,000 levels, as everywhere, from both starts', async () => {
    const code =
      'import sys\nprint(sys.getrecursionlimit())\ndef f(n): return 0 if n == 0 else 1 + f(n - 1)\nprint(f(990))'
    for (const start of ['cold', 'warm']) {
      expect((await run('python', code, { start })).stdout).toBe('1000\n990\n')
    }
  })

  it.each(Object.keys(shapes))('recurses through %s to its own limit', async (name) => {
    const { status, stdout, stderr } = await run('python', `${shapes[name]}\n${trial}`)
    expect([status, stderr]).toEqual(['exit', ''])
    const lines = stdout.trimEnd().split('\n')
    expect(lines.at(-1)).toBe('end 10')
    // Of blocks within blocks the language allows fewer than 100.
    const least = name.startsWith('nested ') ? 1 : 2
    expect(lines.slice(0, least)).toEqual(['30 ok', '100 ok'].slice(0, least))
    const ends = lines.slice(0, -1).map((line) => line.split(' ')[1])
    expect(ends).toHaveLength(DEPTHS.length)
  })

  it.each(['lru_cache', '__eq__', 'property', 'sum gen', 'map', 'class decorator', 'json dumps', 'pickle obj'])(
    'recurses through %s cold as warm',
    async (name) => {
      const code = `${shapes[name]}\n${trial}`
      const cold = await run('python', code, { start: 'cold' })
      expect([cold.status, cold.stdout]).toEqual(['exit', (await run('python', code)).stdout])
    },
  )
})

describe('other languages', () => {
  it('PHP calls back through C thousands of levels deep', async () => {
    const code = `<?php
      function depth($n) { return $n == 0 ? 0 : 1 + array_map('depth', [$n - 1])[0]; }
      echo depth(2000), "\\n";`
    expect((await run('php', code)).stdout).toBe('2000\n')
  })

  it('SQLite has the terms and the depth of expressions that it allows', async () => {
    const terms = Array.from({ length: 500 }, (_, index) => `select ${index} as n`).join(' union all ')
    expect((await run('sqlite', `select count(*), sum(n) from (${terms});`)).stdout).toBe('500|124750\n')
    const deep = await run('sqlite', `select ${Array.from({ length: 900 }, () => '0').join(' or ')};`)
    expect([deep.exitCode, deep.stdout + deep.stderr]).toEqual([0, '0\n'])
    const deeper = await run('sqlite', `select ${Array.from({ length: 1200 }, () => '1').join(' or ')};`)
    expect(deeper.status).toBe('exit')
    expect(deeper.stderr).toContain('Expression tree is too large (maximum depth 1000)')
  })

  it('Ruby rescues what is too deep, through blocks too', async () => {
    const code = `def plain(n) = n == 0 ? 0 : 1 + plain(n - 1)
      def block(n) = n == 0 ? 0 : 1 + [n - 1].map { block(_1) }[0]
      puts plain(9000), block(900)
      begin; plain(100_000); rescue SystemStackError => e; puts e.message; end
      puts plain(100)`
    expect((await run('ruby', code)).stdout).toBe('9000\n900\nstack level too deep\n100\n')
  })

  const endless: ReadonlyArray<readonly [string, string]> = [
    ['c', 'int f(int n) { volatile int a[64]; a[0] = n; return f(n + 1) + a[0]; } int main(void) { return f(0); }'],
    [
      'php',
      '<?php class A { function __get($n) { return (new A)->$n; } function __toString() { return "" . array_map(fn($x) => (string) $this, [1])[0]; } } echo new A;',
    ],
  ]
  it.each(endless)('a stack of %s that is full is told as that', async (runtime, code) => {
    const result = await run(runtime, code)
    expect(result).toMatchObject({ status: 'trap', stackFull: true })
  })
})
