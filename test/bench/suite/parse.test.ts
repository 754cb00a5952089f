import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { parseSuite } from '../../../src/bench/suite/parse.js'
import { suiteJsonSchema } from '../../../src/bench/suite/schema.js'

const parsed = (text: string) => parseSuite(text, 'bench.yaml')

it('reads snippets with all that belongs to them', () => {
  const suite = parsed(`
runtime: python
setup: import random
params: { k: 3 }
cases:
  - name: sort
    code: xs.sort()
    setup: |
      import random
      xs = [random.random() for _ in range(n)]
    scan: n=1..8:x2
    budget: 1000000
    per: 8
  - file: loop.py
    params: { k: 4, word: hi }
    stdin: input
    files: { data.csv: data/small.csv }
`)
  expect(suite).toEqual([
    {
      name: 'sort',
      runtime: 'python',
      code: { text: 'xs.sort()' },
      setup: 'import random\nxs = [random.random() for _ in range(n)]\n',
      params: { k: 3 },
      scan: { parameter: 'n', sizes: [1, 2, 4, 8] },
      budget: 1_000_000,
      per: 8,
      line: 6,
      files: {},
    },
    {
      name: 'loop.py',
      runtime: 'python',
      code: { path: 'loop.py' },
      line: 14,
      setup: 'import random',
      params: { k: 4, word: 'hi' },
      stdin: 'input',
      files: { 'data.csv': 'data/small.csv' },
    },
  ])
})

it.each([
  ['a broken line', 'cases:\n  - code: "x\n', 'line 3: Missing closing "quote'],
  ['an unknown key', 'cases:\n  - code: x\n    setpu: y\n', 'line 3: "setpu" is not known; did you mean "setup"?'],
  ['an unknown key at the top', 'case:\n  - code: x\n', 'line 1: "case" is not known; did you mean "cases"?'],
  ['a wrong type', 'cases:\n  - code: x\n  - code: y\n    budget: many\n', 'line 4: cases.1.budget: '],
  [
    'neither code nor file',
    'cases:\n  - name: x\n',
    'bench.yaml, line 2: a case needs either code or file, and not both',
  ],
  ['both', 'cases:\n  - code: x\n    file: x.py\n', 'a case needs either code or file, and not both'],
  ['a scan that is none', 'cases:\n  - code: x\n\n  - code: y\n    scan: n=9\n', undefined],
  [
    'a scan without end',
    'cases:\n  - code: x\n  - code: y\n    scan: n=1..9:x1\n',
    'bench.yaml, line 3: scan: "n=1..9:x1" never ends',
  ],
  [
    'two of one name',
    'cases:\n  - {name: a, code: x}\n  - {name: a, code: y}\n',
    'line 3: the name "a" is taken by line 2; give one of them another name',
  ],
  ['a key twice', 'cases:\n  - code: x\n    code: y\n', 'line 3: Map keys must be unique'],
  ['nothing', '', 'line 1: '],
  ['no cases', 'cases: []\n', 'line 1: cases: '],
  ['something else', '- 1\n', 'line 1: '],
  [
    'a name that would be lost',
    'cases:\n  - code: x\n    params: {__proto__: 5}\n',
    'line 3: the key "__proto__" cannot',
  ],
  ['a name that is none', 'cases:\n  - code: x\n    params: {a b: 5}\n', 'line 3: cases.0.params.a b: the name of a'],
  ['a value that is none', 'params: {a: [5]}\ncases:\n  - code: x\n', 'line 1: params.a: a parameter must be a text,'],
  ['a name that an alias does not find', 'cases: *x\n', 'Unresolved alias'],
])('refuses %s with its line', (_, text, why) => {
  if (why === undefined) expect(parsed(text)).toHaveLength(2)
  else expect(() => parsed(text)).toThrow(why)
})

it('keeps whole numbers of any size', () => {
  const [first] = parsed('cases:\n  - {code: x, params: {n: 12345678901234567890, m: 5, f: 2.5}}\n')
  expect(first?.params).toEqual({ n: 12_345_678_901_234_567_890n, m: 5, f: 2.5 })
})

it('refuses aliases that multiply', () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...Array.from('bcdefgh', (name, index) => {
      const before = 'abcdefgh'[index]
      return `${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`
    }),
  ].join('\n')
  expect(() => parsed(bomb)).toThrow('is not a bench file')
})

it('has the schema that the package ships; `fuelcell bench schema` prints it', () => {
  const shipped = JSON.parse(readFileSync(new URL('../../../schemas/bench.schema.json', import.meta.url), 'utf8'))
  expect(shipped).toEqual(suiteJsonSchema())
})
