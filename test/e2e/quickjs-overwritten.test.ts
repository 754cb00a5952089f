/** A program may overwrite everything that the language has: how it ended is told all the same. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRunner, type Runner } from '../../src/runner/runner.js'

let runner: Runner

beforeAll(async () => {
  runner = await createRunner({ workers: 1 })
  await runner.run({ runtime: 'quickjs', code: '' })
}, 300_000)

afterAll(async () => {
  await runner.close()
})

const run = async (code: string) => {
  const { exitCode, stderr, stdout, ...result } = await runner.run({ runtime: 'quickjs', code })
  const error = 'error' in result ? result.error : undefined
  return { exitCode, stderr, stdout, error, head: stderr.split('\n').slice(0, 2) }
}

const told = (line: number) => ({
  exitCode: 1,
  head: ['TypeError: told', `    at fails (main.js:${line})`],
  error: { type: 'TypeError', message: 'told', line },
})

/** `%` stands for one line of what is overwritten; the error is thrown on the line behind. */
const ways: readonly (readonly [string, string, number])[] = [
  ['at once', '%\nfunction fails() {\n  throw new KeptError("told")\n}\nfails()', 4],
  ['in a timer', 'setTimeout(function fails() {\n  throw new KeptError("told")\n}, 1)\n%', 3],
  ['in a job', 'queueMicrotask(function fails() {\n  throw new KeptError("told")\n})\n%', 3],
  ['by a promise', 'async function fails() {\n  throw new KeptError("told")\n}\nfails()\n%', 3],
  ['behind await', 'async function fails() {\n  throw new KeptError("told")\n}\nawait null\n%\nawait fails()', 3],
]

/** Every property of every global that can be another is `made`. */
const all = (made: string) =>
  `;(() => { const { defineProperty, ownKeys } = Reflect; const globals = ownKeys(globalThis); ` +
  `const holders = []; for (let i = 0; i < globals.length; i++) { const value = globalThis[globals[i]]; ` +
  `if (value !== globalThis && (typeof value === "object" || typeof value === "function") && value !== null) { holders[holders.length] = value; if (value.prototype) holders[holders.length] = value.prototype } } ` +
  `holders[holders.length] = Reflect.getPrototypeOf([].values()); holders[holders.length] = Reflect.getPrototypeOf(holders[holders.length - 1]); holders[holders.length] = globalThis; ` +
  `for (let i = 0; i < holders.length; i++) { const keys = ownKeys(holders[i]); for (let j = 0; j < keys.length; j++) { ` +
  `if (holders[i] !== KeptError.prototype || (keys[j] !== "name" && keys[j] !== "constructor")) if (keys[j] !== "KeptError") defineProperty(holders[i], keys[j], ${made}) } } })()`

const overwritten: readonly (readonly [string, string])[] = [
  ...[
    'Array.prototype.map',
    'Array.prototype.join',
    'Array.prototype.filter',
    'Array.prototype.push',
    'Array.prototype.splice',
    'Array.prototype[Symbol.iterator]',
    'String.prototype.split',
    'String.prototype.startsWith',
    'String.prototype.slice',
    'String.prototype.indexOf',
    'String.prototype.replaceAll',
    'RegExp.prototype.exec',
    'RegExp.prototype.test',
    'Promise.prototype.then',
    'Promise.prototype.constructor',
    'Function.prototype.call',
    'Function.prototype.apply',
    'Function.prototype.bind',
    'Object.prototype.toString',
    'Error.prototype.toString',
    'Map.prototype.get',
    'Set.prototype.add',
    'globalThis.JSON',
    'globalThis.Object',
    'globalThis.Reflect',
    'globalThis.Error',
    'globalThis.Promise',
    'globalThis.String',
    'globalThis.console',
    'globalThis.process',
    'globalThis.exit',
    'globalThis.print',
    'globalThis.setTimeout',
    'globalThis.Symbol',
  ].map((name) => [`${name} = null`, `${name} = null`] as const),
  ['toJSON of every object', 'Object.prototype.toJSON = () => "forged"'],
  [
    'accessors for indices',
    'for (let i = 0; i < 9; i++) Object.defineProperty(Array.prototype, i, { set() {}, get() { return null } })',
  ],
  ['what descriptors inherit', 'Object.prototype.get = Object.prototype.set = Object.prototype.value = () => 1'],
  ['Symbol.hasInstance', 'Object.defineProperty(Error, Symbol.hasInstance, { value: () => false })'],
  ['Symbol.species', 'Object.defineProperty(Promise, Symbol.species, { get() { throw 5 } })'],
  [
    'the methods of files',
    'const { out } = await_std; const file = Object.getPrototypeOf(out); file.puts = file.flush = file.close = null',
  ],
  ['String.prototype.concat, which templates call', 'String.prototype.concat = null'],
  ['everything, by null', all('{ value: null }')],
  ['everything, by accessors that throw', all('{ get() { throw 7 }, set() { throw 8 } }')],
]

/** By the language's own rules `await` asks a promise for its constructor. */
const awaitAsks = /Promise\.prototype\.constructor|throw 7/

describe.each(overwritten)('%s', { timeout: 60_000 }, (_, statement) => {
  it.each(ways.filter(([way]) => way !== 'behind await' || !awaitAsks.test(statement)))(
    'an error %s is told',
    async (_, program, line) => {
      const head = statement.includes('await_std')
        ? "import * as await_std from 'std'; const KeptError = TypeError"
        : 'const KeptError = TypeError'
      const result = await run(`${head}\n${program.replace('%', () => statement)}`)
      expect(result).toMatchObject(told(line))
    },
  )
})

it('the console still shows values', { timeout: 60_000 }, async () => {
  const code = [
    "Array.prototype.map = Array.prototype.push = Array.prototype.join = function () { console.log('called') }",
    'String.prototype.split = String.prototype.replace = Object.keys = Map.prototype.forEach = JSON.stringify = null',
    'Array.prototype[Symbol.iterator] = null; globalThis.Object = globalThis.Map2 = undefined',
    "console.log({ a: [1, 'x'], m: new Map([]) }, '%s', 5); console.log('%s|%d', [1], 2); console.table([{ a: 1 }])",
    'console.group(1); console.log([undefined]); console.groupEnd(); console.log((2.5).toFixed(0), new Error("x").message)',
  ].join('\n')
  const table = '┌─────────┬───┐\n│ (index) │ a │\n├─────────┼───┤\n│ 0       │ 1 │\n└─────────┴───┘\n'
  expect(await run(code.replace('new Map([])', 'new Map()'))).toMatchObject({
    stderr: '',
    stdout: `{ a: [ 1, 'x' ], m: Map(0) {} } %s 5\n[ 1 ]|2\n${table}1\n  [ undefined ]\n3 x\n`,
  })
})
