/** `readline`, `process.stdin`, `events` and `process.on`: in Node.js's order. */
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

const run = async (lines: readonly string[], stdin = '') => {
  const { stdout, stderr, exitCode } = await runner.run({ runtime: 'quickjs', code: lines.join('\n'), stdin })
  return { stdout, stderr, exitCode }
}
const ended = (stdout: string, exitCode = 0) => ({ stdout, stderr: '', exitCode })

const open = "const rl = require('readline').createInterface({ input: process.stdin, output: process.stdout })"

describe('readline', { timeout: 60_000 }, () => {
  it('answers nested questions before it closes', async () => {
    const code = [
      open,
      "rl.question('a? ', (a) => rl.question('b? ', (b) => { console.log(a + '|' + b); rl.close() }))",
      "rl.on('close', () => console.log('bye'))",
    ]
    expect(await run(code, '1 2\n3\n4\n')).toEqual(ended('a? b? 1 2|3\nbye\n'))
  })

  it('closes at the end of stdin, when a question waits too', async () => {
    const code = [open, "rl.question('a? ', console.log)", "rl.on('close', () => console.log('closed'))"]
    expect(await run(code)).toEqual(ended('a? closed\n'))
    expect(await run(code, 'x')).toEqual(ended('a? x\nclosed\n'))
  })

  it('gives an event once to a listener of once', async () => {
    const code = [
      open,
      "rl.once('line', (l) => console.log('first', l))",
      "rl.on('line', (l) => console.log('each', l))",
    ]
    expect(await run(code, 'a\nb\n')).toEqual(ended('first a\neach a\neach b\n'))
    expect(await run(code.slice(0, 2), 'a\nb\n')).toEqual(ended('first a\n'))
  })

  it('gives all lines before jobs that they leave', async () => {
    const code = [open, "rl.on('line', async (l) => { console.log('in', l); await null; console.log('out', l) })"]
    expect(await run(code, '1\r\n2')).toEqual(ended('in 1\nin 2\nout 1\nout 2\n'))
  })

  it('asks with a prompt, and stops where it is closed', async () => {
    const code = [
      "const rl = require('readline').createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' })",
      'rl.prompt()',
      "rl.on('line', (l) => { console.log('got', l); if (l === 'stop') rl.close(); else rl.prompt() })",
      "rl.on('close', () => { console.log('done'); process.exit(3) })",
    ]
    expect(await run(code, '1\nstop\nmore\n')).toEqual(ended('> got 1\n> got stop\ndone\n', 3))
  })

  it('writes no question where it has no output', async () => {
    const code = ["require('readline').createInterface(process.stdin).question('a? ', console.log)"]
    expect(await run(code, 'x\n')).toEqual(ended('x\n'))
  })

  it('waits while it is paused', async () => {
    const code = [
      open,
      "rl.on('line', (l) => { console.log(l); if (l === '1') { rl.pause(); setTimeout(() => { console.log('go'); rl.resume() }, 50) } })",
      "rl.on('pause', () => console.log('pause')).on('resume', () => console.log('resume')).on('close', () => console.log('close'))",
    ]
    expect(await run(code, '1\n2\n')).toEqual(ended('1\npause\ngo\nresume\n2\npause\nclose\n'))
  })

  it('is iterated, to its end or as far as somebody wants', async () => {
    const all = [open, ';(async () => { for await (const l of rl) console.log(">", l); console.log("end") })()']
    expect(await run(all, 'a\nb\n')).toEqual(ended('> a\n> b\nend\n'))
    const some = [
      open,
      ';(async () => { for await (const l of rl) { console.log(l); break } console.log(rl.closed) })()',
    ]
    expect(await run(some, 'a\nb\n')).toEqual(ended('a\ntrue\n'))
    expect(await run(all)).toEqual(ended('end\n'))
  })

  it('answers by promises, for lines that nobody waited for yet', async () => {
    const code = [
      "import * as readline from 'node:readline/promises'",
      'const rl = readline.createInterface({ input: process.stdin, output: process.stdout })',
      "const a = await rl.question('a? ')",
      'await new Promise((go) => setTimeout(go, 1000))',
      "const b = await rl.question('b? ')",
      'console.log(a, b)',
      'rl.close()',
    ]
    expect(await run(code, '1\n2\n3\n')).toEqual(ended('a? b? 1 2\n'))
  })

  it('asks nothing once it is closed', async () => {
    const code = [open, 'rl.close(); try { rl.question("x", () => {}) } catch (e) { console.log(e.code, e.message) }']
    expect(await run(code)).toEqual(ended('ERR_USE_AFTER_CLOSE readline was closed\n'))
  })
})

describe('process.stdin', { timeout: 60_000 }, () => {
  it.each([
    ['data', "process.stdin.on('data', (d) => console.log('data', String(d)))", 'data x\n'],
    ['data once', "process.stdin.setEncoding('utf8').once('data', (d) => console.log(typeof d))", 'string\n'],
    [
      'readable',
      "process.stdin.on('readable', () => { let d; while ((d = process.stdin.read()) !== null) console.log('read', d.toString()) })",
      'read x\n',
    ],
    ['pipe', 'process.stdin.pipe(process.stdout)', 'x'],
    [
      'an iteration',
      "(async () => { for await (const d of process.stdin) console.log('part', d.toString()) })()",
      'part x\n',
    ],
    ['a file', "console.log(require('fs').readFileSync(0, 'utf8'))", 'x\n'],
  ])('is read by %s', async (_, code, stdout) => {
    expect(await run([code], 'x')).toEqual(ended(stdout))
  })

  it('ends after its data', async () => {
    const code = ["process.stdin.on('end', () => console.log('end')).on('close', () => console.log('close'))"]
    expect(await run([...code, "process.stdin.on('data', (d) => console.log(d.length))"], 'ab')).toEqual(
      ended('2\nend\nclose\n'),
    )
    expect(await run([...code, 'process.stdin.resume()'])).toEqual(ended('end\nclose\n'))
  })
})

describe('events', { timeout: 60_000 }, () => {
  it('are given in order, once, first, and no more', async () => {
    const code = [
      "import EventEmitter, { once } from 'events'",
      'class Door extends EventEmitter {}',
      'const door = new Door()',
      "const heard = (x) => console.log('on', x)",
      "door.on('open', heard).once('open', () => console.log('once')).prependListener('open', () => console.log('first'))",
      "console.log(door.emit('open', 1), door.emit('open', 2), door.emit('none'), door.listenerCount('open'))",
      "door.off('open', heard).removeAllListeners(); console.log(door.emit('open', 3), door.eventNames())",
      "try { door.emit('error', new TypeError('bad')) } catch (e) { console.log(e.message) }",
      "once(door, 'late').then((values) => console.log(values)); door.emit('late', 7)",
    ]
    const stdout = 'first\non 1\nonce\nfirst\non 2\ntrue true false 2\nfalse []\nbad\n[ 7 ]\n'
    expect(await run(code)).toEqual(ended(stdout))
  })

  it('of the process tell its end and what nobody caught', async () => {
    const exit = "process.on('exit', (code) => console.log('exit', code))"
    expect(await run([exit, "setTimeout(() => console.log('last'), 5)"])).toEqual(ended('last\nexit 0\n'))
    expect(await run([exit, 'process.exit(4)'])).toEqual(ended('exit 4\n', 4))
    expect(await run([exit, 'process.exitCode = 2'])).toEqual(ended('exit 2\n', 2))
    const caught = "process.on('uncaughtException', (e, from) => console.log('caught', e.message, from))"
    expect(
      await run([caught, "setTimeout(() => { throw new Error('t') }, 1); setTimeout(() => console.log('on'), 2)"]),
    ).toEqual(ended('caught t uncaughtException\non\n'))
    const rejected = "process.on('unhandledRejection', (reason) => console.log('rejected', reason))"
    expect(await run([rejected, 'Promise.reject(5)'])).toEqual(ended('rejected 5\n'))
  })
})

it('ticks, jobs, timers and immediates take their turns', { timeout: 60_000 }, async () => {
  const code = [
    'const log = (text) => () => console.log(text)',
    "setTimeout(log('8 timeout'), 0); setImmediate(log('9 immediate'))",
    "Promise.resolve().then(() => { console.log('3 job'); process.nextTick(log('7 tick of a job')) }).then(log('5 job of a job'))",
    "process.nextTick(() => { console.log('1 tick'); process.nextTick(log('2 tick of a tick')) })",
    "queueMicrotask(log('4 microtask')); Promise.resolve().then(() => {}).then(() => {}).then(log('6 late job'))",
    'setTimeout(() => {',
    "  setTimeout(log('13 timeout'), 0); setImmediate(log('12 immediate'))",
    "  Promise.resolve().then(log('11 job')); process.nextTick(log('10 tick'))",
    '}, 10)',
    "console.log('0 program')",
  ]
  const { stdout } = await run(code)
  expect(stdout.split('\n').map((line) => Number.parseInt(line, 10))).toEqual([...Array(14).keys(), Number.NaN])
})

it('timers answer with handles', { timeout: 60_000 }, async () => {
  const code = [
    "const every = setInterval(() => console.log('never'), 10); every.unref()",
    "const t = setTimeout((x) => { console.log(x); t.hasRef() }, 5, 'fired')",
    'clearTimeout(String(+setTimeout(() => console.log("gone"), 1))); clearTimeout(undefined); clearTimeout({})',
    'setTimeout(() => console.log("moved"), 2).refresh()',
  ]
  expect(await run(code)).toEqual(ended('moved\nfired\n'))
})
