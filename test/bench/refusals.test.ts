import { describe, expect, it } from 'vitest'
import { bench } from '../../src/bench/bench.js'
import type { BenchCase } from '../../src/bench/case.js'
import { fakeRun } from '../support/fake-run.js'

describe('refuses', () => {
  const run = fakeRun()

  it.each<readonly [string, unknown, string]>([
    ['nothing to measure', [], 'there is nothing to measure'],
    ['cases that are no array', 'x', 'cases must be an array'],
    ['a case without code', [{ name: 'a' }], 'bench (cases[0]): code must be a string, but undefined was given'],
    ['an unknown key', [{ code: 'a', setpu: '' }], 'does not know the option "setpu"; did you mean "setup"?'],
    ['an empty name', [{ code: 'a', name: ' ' }], 'has an empty name'],
    ['a parameter that is no name', [{ code: 'a', params: { 'a b': 1 } }], 'the parameter "a b" must be letters'],
    [
      'a parameter that is no value',
      [{ code: 'a', params: { a: [1] } }],
      'params.a must be a string, a number, a bigint or a boolean',
    ],
    [
      'a parameter that no number holds exactly',
      [{ code: 'a', params: { a: 2 ** 53 } }],
      'params.a is a whole number above 9,007,199,254,740,991, which a number does not hold exactly; give a bigint',
    ],
    ['a keyword', [{ code: 'a', params: { class: 1 } }], 'the parameter "class" is a keyword of the runtime "python"'],
    ['a setup of a cold start', [{ code: 'a', setup: 'b', start: 'cold' }], 'a setup is metered apart in warm starts'],
    ['a setup of another language', [{ code: 'a', setup: 'b', runtime: 'ruby' }], 'the runtime "ruby" cannot meter'],
    [
      'a parameter that is scanned as well',
      [{ code: 'a', params: { n: 1 }, scan: { parameter: 'n', sizes: [1] } }],
      'is scanned and has a fixed value',
    ],
    [
      'a size that overflows',
      [{ code: 'a', scan: { parameter: 'n', sizes: [2 ** 53] } }],
      'scan.sizes[0] must be a whole number',
    ],
    [
      'a scan without sizes',
      [{ code: 'a', scan: { parameter: 'n', sizes: [] } }],
      'scan.sizes must be an array of sizes',
    ],
    ['a budget of nothing', [{ code: 'a', budget: 0 }], 'budget must be a whole number from 1'],
    [
      'parameters in a language that has no way to define them',
      [{ code: 'a', runtime: 'sqlite', params: { n: 1 } }],
      'write the value into the code',
    ],
  ])('%s', async (_, cases, why) => {
    await expect(bench(cases as BenchCase[], { run })).rejects.toThrow(why)
    expect(run.requests).toEqual([])
  })

  it('options that it does not know, and none to run with', async () => {
    await expect(bench([{ code: 'a' }], { run, verfy: [] } as never)).rejects.toThrow('did you mean "verify"?')
    await expect(bench([{ code: 'a' }], {} as never)).rejects.toThrow('run must be a function such as runner.run')
  })
})
