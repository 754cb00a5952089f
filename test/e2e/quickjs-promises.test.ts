/** Promises that nobody handles, and `await` outside of functions. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRunner, type Runner, type RunRequest } from '../../src/runner/runner.js'

let runner: Runner

beforeAll(async () => {
  runner = await createRunner({ workers: 1 })
  await runner.run({ runtime: 'quickjs', code: '' })
}, 300_000)

afterAll(async () => {
  await runner.close()
})

const run = async (code: string, more: Partial<RunRequest> = {}) => {
  const result = await runner.run({ runtime: 'quickjs', code, ...more })
  const { type, message, line } = (result.status === 'exit' && result.error) || {
    type: null,
    message: null,
    line: null,
  }
  return { ended: [result.exitCode, result.stdout], told: [type, message, line], stderr: result.stderr }
}

const none = [null, null, null]

describe('a promise that is rejected and that nobody handles', () => {
  it.each([
    [
      'of an async function',
      "async function main() {\n  throw new TypeError('bad')\n}\nmain()\nprint(1)",
      '1\n',
      ['TypeError', 'bad', 2],
    ],
    ['with what is no error', 'Promise.reject(5)\nprint(1)', '1\n', ['number', '5', null]],
    [
      'in a timer',
      "setTimeout(async () => {\n  throw new RangeError('t')\n}, 9)\nsetTimeout(print, 20)",
      '',
      ['RangeError', 't', 2],
    ],
    [
      'by a timer',
      "new Promise((_, no) => setTimeout(() => {\n  no(new Error('late'))\n}, 9))",
      '',
      ['Error', 'late', 2],
    ],
    ['after finally', "Promise.reject(new Error('f')).finally(() => print(1))", '1\n', ['Error', 'f', 1]],
    ['of a subclass', "class P extends Promise {}\nP.reject(new Error('p'))", '', ['Error', 'p', 2]],
    ['the first of two', "Promise.reject(new Error('a')); Promise.reject(new Error('b'))", '', ['Error', 'a', 1]],
    ['with an exit code set', "process.exitCode = 3; Promise.reject(new Error('x'))", '', ['Error', 'x', 1]],
    [
      'handled too late',
      "const p = Promise.reject(new Error('x'))\nsetTimeout(() => p.catch(print), 5)",
      '',
      ['Error', 'x', 1],
    ],
  ])('ends the program with exit code 1 and is told as data: %s', async (_, code, stdout, told) => {
    expect(await run(code)).toMatchObject({ ended: [1, stdout], told })
  })

  it.each([
    ['at once', "Promise.reject(1).catch((error) => print('caught', error))", 'caught 1\n'],
    [
      'soon',
      "const p = Promise.reject(1); Promise.resolve().then(() => p.catch((error) => print('caught', error)))",
      'caught 1\n',
    ],
    ['by await', 'async function f() { try { await Promise.reject(1) } catch (error) { print(error) } }\nf()', '1\n'],
    ['by all of them', 'Promise.all([Promise.reject(1), Promise.reject(2)]).catch(print)', '1\n'],
    ['by allSettled', 'Promise.allSettled([Promise.reject(1)]).then(([{ reason }]) => print(reason))', '1\n'],
    ['a thousand times', "for (let n = 0; n < 1000; n++) Promise.reject(n).catch(() => {})\nprint('all')", 'all\n'],
  ])('is no failure where somebody does: %s', async (_, code, stdout) => {
    expect(await run(code)).toEqual({ ended: [0, stdout], told: none, stderr: '' })
  })

  it('does not matter to a program that ends itself', async () => {
    expect(await run('Promise.reject(1); exit(7)')).toEqual({ ended: [7, ''], told: none, stderr: '' })
  })

  it('leaves the way by which the engine tells of it to be used for nothing else', async () => {
    expect(
      await run('globalThis.throw = 5; print(globalThis.throw, Object.keys(globalThis).includes("throw"))'),
    ).toMatchObject({
      ended: [0, 'undefined false\n'],
    })
  })
})

describe('await outside of functions', () => {
  it('waits, and errors tell their line', async () => {
    const code = "const x = await Promise.resolve(4)\nprint(x, this)\nawait null\nthrow new TypeError('after')"
    const stderr = 'TypeError: after\n    at <anonymous> (main.js:4)\n'
    expect(await run(code)).toEqual({ ended: [1, '4 undefined\n'], told: ['TypeError', 'after', 4], stderr })
    expect(await run("\nawait Promise.reject(new Error('no'))")).toMatchObject({ told: ['Error', 'no', 2] })
  })

  it('waits for timers and iterates', async () => {
    const code = [
      'const since = Date.now()',
      'await new Promise((go) => setTimeout(go, 5000))',
      'for await (const n of (async function* () { yield 1; yield 2 })()) print(n, Math.round((Date.now() - since) / 10))',
    ].join('\n')
    expect(await run(code)).toMatchObject({ ended: [0, '1 500\n2 500\n'] })
  })

  it('goes with every form of import', async () => {
    const files = {
      'src/lib.js': 'export const a = 1\nexport async function b() { return 2 }\nexport default 3\n',
      'src/deep/side.js': "print('side')\n",
    }
    const code = [
      '#!/usr/bin/env node',
      "import three, { a, b as two } from '../lib.js'",
      'import also, * as all from "../lib.js";',
      "import fs, { readFileSync } from 'node:fs'",
      'import {',
      '  a as one,',
      '  b,',
      "} from './../lib.js'",
      "import './side.js'",
      'export const two_ = await two()',
      'print(three, a, two_, also, all.a, one, typeof b, fs.readFileSync === readFileSync)',
      'null.x',
    ].join('\n')
    expect(await run(code, { entry: 'src/deep/app.js', files })).toMatchObject({
      ended: [1, 'side\n3 1 2 3 1 1 function true\n'],
      told: ['TypeError', "cannot read property 'x' of null", 12],
    })
  })

  it('hides no other error of syntax', async () => {
    expect(await run('async function f() { await 1 }\nlet x = ;')).toMatchObject({
      told: ['SyntaxError', expect.anything(), 2],
    })
    expect(await run('await 1\n\nlet x = ;')).toMatchObject({ told: ['SyntaxError', expect.anything(), 3] })
    expect(await run("import './bad.js'\nprint(1)\nawait 1", { files: { 'bad.js': 'let = ;' } })).toMatchObject({
      ended: [1, ''],
      told: ['SyntaxError', expect.anything(), null],
    })
  })

  it('is not for modules that are imported', async () => {
    const files = { 'lib.js': 'export const x = await 1' }
    expect(await run("import './lib.js'", { files })).toMatchObject({
      told: ['SyntaxError', "unexpected 'await' keyword", null],
    })
  })
})

it('modules of Node.js have their whole names, too', async () => {
  expect(await run("import { readFileSync } from 'node:fs'\nprint(typeof readFileSync)")).toMatchObject({
    ended: [0, 'function\n'],
  })
  expect(await run("import x from 'node:nope'")).toMatchObject({
    told: ['ReferenceError', expect.stringContaining('nope'), null],
  })
})
