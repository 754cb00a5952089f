import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { strToU8, zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FuelcellError } from '../../../src/core/errors.js'
import type { RunRequest } from '../../../src/runner/request/request.js'
import { fuelcell, StubRunner } from '../../support/command-line.js'
import { ended, exited } from '../../support/results.js'

let folder: string
let before: string
beforeEach(() => {
  before = process.cwd()
  folder = mkdtempSync(join(tmpdir(), 'fuelcell-grade-'))
  process.chdir(folder)
  writeFileSync('grade.yaml', TASK)
  writeFileSync('right.py', 'echo')
  writeFileSync('wrong.py', 'wrong')
})
afterEach(() => {
  process.chdir(before)
  rmSync(folder, { recursive: true })
})

const TASK = `version: 1
title: Echo
submission: { entry: a.py, maxBytes: 1000 }
groups:
  - name: g
    points: 4
    tests:
      - { name: one, stdin: "1", stdout: "1" }
      - { name: two, stdin: "2", stdout: "2" }
`

/** Programs in a word: what they do with their input. */
function behave({ code: source, stdin }: RunRequest) {
  const code = Buffer.from(source ?? '').toString()
  const input = Buffer.from((stdin as Uint8Array | undefined) ?? '').toString()
  if (code.includes('lost')) throw new FuelcellError('worker-lost', 'the worker ended')
  const stdout = code.includes('echo') ? input : 'no'
  const usage = { ...exited(0).usage, fuel: code === '' ? 100 : code.includes('dear') ? 900 : 300, startupFuel: 100 }
  if (code.includes('slow')) return { ...ended('out-of-fuel'), usage }
  return exited(0, { stdout, stdoutBytes: Buffer.from(stdout), fuelEpoch: 'epoch1', usage })
}

const run = (tokens: readonly string[], setting: Parameters<typeof fuelcell>[1] = {}) =>
  fuelcell(['grade', ...tokens], { runner: new StubRunner(behave), ...setting })

it('a task names nothing outside of its folder, by a link neither', async () => {
  mkdirSync('task')
  symlinkSync('../right.py', 'task/far.txt')
  symlinkSync('near.in', 'task/near.txt')
  writeFileSync('task/near.in', '1')
  const named = (path: string) => TASK.replace('stdin: "1"', `stdin_file: ${path}`)
  for (const path of ['far.txt', '../right.py']) {
    writeFileSync('task/grade.yaml', named(path))
    const { exitCode, stderr } = await run(['right.py', '--task', 'task'])
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`line 8: "${path}" is not below the folder of the task`)
  }
  writeFileSync('task/grade.yaml', named('near.txt'))
  expect((await run(['right.py', '--task', 'task'])).exitCode).toBe(0)
})

it('a mistyped path is a mistake on the command line, and no mark of zero', async () => {
  for (const path of ['nope.py', 'right.py/x']) {
    const { exitCode, stdout, stderr } = await run([path, '--report', 'json=report.json'])
    expect([exitCode, stdout, existsSync('report.json')]).toEqual([2, '', false])
    expect(stderr).toContain(`there is no "${path}", and so nothing to grade; check the path`)
  }
})

describe('exit codes', () => {
  it.each([
    [['right.py'], 0],
    [['wrong.py'], 1],
    [['wrong.py', '--exit-zero'], 0],
    [['missing.py'], 2],
    [['lost.py'], 3],
    [['right.py', '--task', 'none.yaml'], 2],
    [['right.py', '--task', 'bad.yaml'], 2],
    [['--taks', 'x'], 2],
    [[], 2],
    [['right.py', 'wrong.py'], 2],
    [['right.py', '--report', 'jsn=x'], 2],
    [['right.py', '--json', '--report', 'tap=-'], 2],
  ])('%j: %d', async (tokens, exitCode) => {
    writeFileSync('bad.yaml', TASK.replace('points: 4', 'points: -4'))
    writeFileSync('lost.py', 'lost')
    expect((await run(tokens)).exitCode).toBe(exitCode)
  })

  it('tell what is wrong', async () => {
    writeFileSync('bad.yaml', TASK.replace('stdout: "2"', 'stdot: "2"'))
    expect((await run(['right.py', '--task', 'bad.yaml'])).stderr).toContain(
      'line 9: "stdot" is not known; did you mean "stdout"?',
    )
    expect((await run(['right.py', '--report', 'jsn=x'])).stderr).toContain('did you mean "json"?')
  })

  it('are 3 where no runner can be made', async () => {
    const createRunner = async () => {
      throw new FuelcellError('host-missing', 'no host')
    }
    expect((await run(['right.py'], { createRunner })).exitCode).toBe(3)
    const reported = await run(['right.py', '--report', 'json=report.json'], { createRunner })
    expect(reported).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('no host') })
    expect(JSON.parse(readFileSync('report.json', 'utf8'))).toMatchObject({ status: 'ungraded', score: 0, maxScore: 4 })
  })
})

describe('a submission', () => {
  it('is a file under any name', async () => {
    expect(JSON.parse((await run(['right.py', '--json'])).stdout)).toMatchObject({ score: 4, status: 'passed' })
  })

  it('is a folder; links in it are not followed', async () => {
    mkdirSync('anna/.git', { recursive: true })
    writeFileSync('anna/a.py', 'echo')
    writeFileSync('anna/notes.txt', 'x'.repeat(5000))
    writeFileSync('anna/.git/b.py', 'x'.repeat(5000))
    symlinkSync(join(folder, 'grade.yaml'), 'anna/link.py')
    const runner = new StubRunner(behave)
    expect((await run(['anna'], { runner })).exitCode).toBe(0)
    const handedIn = runner.requests.filter(({ code }) => Buffer.from(code ?? '').toString() === 'echo')
    expect(handedIn.map(({ entry, files = {} }) => [entry, Object.keys(files)])).toEqual([
      ['a.py', []],
      ['a.py', []],
    ])
    mkdirSync('ben')
    symlinkSync(join(folder, 'right.py'), 'ben/a.py')
    const linked = await run(['ben'])
    expect(linked.exitCode).toBe(1)
    expect(linked.stdout).toContain('There is no file "a.py" in the submission, which is empty.')
  })

  it('is not what a link leads to', async () => {
    symlinkSync(join(folder, 'right.py'), 'link.py')
    symlinkSync(folder, 'here')
    for (const path of ['link.py', 'here']) {
      const linked = await run([path])
      expect(linked.exitCode).toBe(1)
      expect(linked.stdout).toContain(`"${path}" is a link to something else. Hand in the program itself.`)
    }
  })

  it('is a zip, with or without a folder around it', async () => {
    writeFileSync('flat.zip', zipSync({ 'a.py': strToU8('echo'), 'other.txt': strToU8('x') }))
    writeFileSync('deep.zip', zipSync({ 'anna/a.py': strToU8('echo'), '__MACOSX/a.py': strToU8('x') }))
    writeFileSync('evil.zip', zipSync({ '../a.py': strToU8('echo') }))
    expect((await run(['flat.zip'])).exitCode).toBe(0)
    expect((await run(['deep.zip'])).exitCode).toBe(0)
    expect((await run(['evil.zip'])).stdout).toContain('There is no file "a.py"')
  })

  it('that unpacks to more than is allowed is not unpacked', async () => {
    writeFileSync('bomb.zip', zipSync({ 'a.py': new Uint8Array(10_000_000) }))
    expect((await run(['bomb.zip'])).stdout).toContain('The submission has 10,000,000 bytes, and 1,000 are allowed.')
    writeFileSync('broken.zip', Buffer.from('PK\u0003\u0004 and no more'))
    expect((await run(['broken.zip'])).stdout).toContain('cannot be read')
  })
})

describe('reports', () => {
  it('go into files, several at once, also where something failed', async () => {
    const { stdout } = await run([
      'wrong.py',
      '--report',
      'json=r.json',
      '--report',
      'junit=r.xml',
      '--report',
      'tap=-',
    ])
    expect(stdout).toMatch(/^TAP version 13\n1\.\.2\nnot ok 1/)
    expect(JSON.parse(readFileSync('r.json', 'utf8'))).toMatchObject({ score: 0, status: 'failed' })
    expect(readFileSync('r.xml', 'utf8')).toContain('failures="2"')
  })

  it('are fenced on stdout where a line could be a command', async () => {
    const { stdout } = await run(['wrong.py'], { env: { GITHUB_ACTIONS: 'true' } })
    const lines = stdout.trimEnd().split('\n')
    const [, token] = /^::stop-commands::(.+)$/.exec(lines[0] ?? '') ?? []
    expect(token).toMatch(/^[\da-f-]{36}$/)
    expect(lines.at(-1)).toBe(`::${token}::`)
  })

  it('are refused before anything is graded where one cannot be written', async () => {
    const runner = new StubRunner(behave)
    const { exitCode, stderr } = await run(['right.py', '--report', 'tap=r.tap', '--report', 'json=none/r.json'], {
      runner,
    })
    expect([exitCode, runner.requests]).toEqual([2, []])
    expect(stderr).toContain('cannot write "none/r.json"')
    expect(existsSync('r.tap')).toBe(false)
    mkdirSync('reports')
    expect((await run(['right.py', '--report', 'json=reports'])).stderr).toContain(
      'cannot write "reports": it is a folder; choose another file',
    )
  })

  it.each(['html', 'html='])('say what %j lacks', async (text) => {
    expect((await run(['right.py', '--report', text])).stderr).toContain(
      '--report html does not say where to; write --report html=FILE, or --report html=- for stdout',
    )
  })

  it('hold no command of a workflow', async () => {
    writeFileSync('grade.yaml', TASK.replace('stdin: "1"', 'stdin: "::error::x"'))
    await run(['wrong.py', '--report', 'human=r.txt'])
    const text = readFileSync('r.txt', 'utf8')
    expect(text).toContain('\\u{3a}:error::x')
    expect(text.split('\n').filter((line) => /^\s*::/.test(line))).toEqual([])
  })
})

describe('class', () => {
  beforeEach(() => {
    mkdirSync('handed')
    for (const [name, code] of [
      ['anna', 'echo'],
      ['ben', 'wrong'],
      ['=cmd', 'echo'],
    ])
      writeFileSync(`handed/${name}.py`, code ?? '')
  })

  it('marks everybody, the same bytes each time', async () => {
    const { exitCode, stdout } = await run(['class', 'handed', '--csv', '-'])
    expect(exitCode).toBe(1)
    expect(stdout).toBe(
      [
        'submission,score,max score,status,net fuel,g: one,g: two,problem',
        "'=cmd.py,4,4,passed,400,accepted,accepted,",
        'anna.py,4,4,passed,400,accepted,accepted,',
        'ben.py,0,4,failed,400,wrong-answer,wrong-answer,',
        '',
      ].join('\n'),
    )
    expect((await run(['class', 'handed', '--csv', '-'])).stdout).toBe(stdout)
  })

  it('puts names of files out so that nothing obeys them', async () => {
    rmSync('handed', { recursive: true })
    mkdirSync('handed')
    for (const name of ['::error::x', '\u001b[2J', '\uff1d1', '\n=1', '##[error]', ' @x'])
      writeFileSync(`handed/${name}.py`, 'echo')
    const { stdout } = await run(['class', 'handed', '--csv', '-'])
    const names = stdout
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[0])
    expect(names.sort()).toEqual(
      ["' =1.py", "' @x.py", '#\\u{23}[error].py', '\\u{3a}:error::x.py', '\\u{1b}[2J.py', "'\uff1d1.py"].sort(),
    )
    const table = (await run(['class', 'handed'])).stdout
    expect(
      table.split('\n').filter((line) => /^\s*::/.test(line) || line.includes('##[') || line.includes('\u001b')),
    ).toEqual([])
  })

  it('goes on where it was interrupted, and forgets half a line', async () => {
    const whole = (await run(['class', 'handed', '--csv', '-'])).stdout
    await run(['class', 'handed', '--state', 'state.jsonl', '--csv', 'marks.csv'])
    const [first = '', second = ''] = readFileSync('state.jsonl', 'utf8').split('\n')
    writeFileSync('state.jsonl', `${first}\n${second.slice(0, 50)}`)
    const runner = new StubRunner(behave)
    const { stdout, stderr } = await run(['class', 'handed', '--state', 'state.jsonl', '--csv', '-'], { runner })
    expect(stdout).toBe(whole)
    expect(stderr).toContain('fuelcell: graded 3 submissions (1 of them before)\n')
    // Two tests of two submissions, and what an empty program costs, under its usual name and under theirs.
    expect(runner.requests).toHaveLength(6)
    // The half line swallowed none of the new ones.
    expect((await run(['class', 'handed', '--state', 'state.jsonl'])).stderr).toContain('(3 of them before)')
  })

  it('believes of what it kept only what the receipt proves', async () => {
    await run(['class', 'handed', '--state', 'state.jsonl'])
    const kept = readFileSync('state.jsonl', 'utf8')
    for (const changed of [
      kept.replaceAll('"score":0', '"score":4'),
      kept.replaceAll('"wrong-answer"', '"accepted"'),
      kept.replaceAll('"status":"failed"', '"status":"passed"'),
      kept.replaceAll('"tests":[', '"tests":[{},'),
      kept.replaceAll('"receipt":{', '"receipts":{'),
    ]) {
      expect(changed).not.toBe(kept)
      writeFileSync('state.jsonl', changed)
      const { stdout } = await run(['class', 'handed', '--state', 'state.jsonl', '--csv', '-'])
      expect(stdout).toContain('ben.py,0,4,failed,400,wrong-answer,wrong-answer,')
    }
  })

  it('does not grade what it writes itself', async () => {
    const own = ['--state', 'handed/state.jsonl', '--csv', './handed/marks.csv']
    for (const again of ['', ' (3 of them before)']) {
      const { stderr } = await run(['class', 'handed', ...own])
      expect(stderr).toContain(`graded 3 submissions${again} into "./handed/marks.csv"`)
    }
  })

  it.each([
    [['--state', 'state.jsonl'], 'which are in "state.jsonl"; the same command goes on from there'],
    [[], 'whose reports are lost; --state FILE keeps them'],
  ])('says when it is interrupted what is kept (%#)', async (tokens, kept) => {
    const controller = new AbortController()
    const runner = new StubRunner((request) => {
      const isLast = Buffer.from(request.code ?? '').toString() === 'wrong'
      if (isLast) controller.abort('SIGINT')
      return isLast ? new Promise(() => undefined) : behave(request)
    })
    const { exitCode, stderr } = await run(['class', 'handed', ...tokens], { runner, interrupted: controller.signal })
    expect(exitCode).toBe(130)
    expect(stderr).toMatch(/interrupted after \d of 3 submissions, /)
    expect(stderr).toContain(kept)
  })

  it('tells on a pipe how far it is, in ten parts at most', async () => {
    const { stderr } = await run(['class', 'handed'])
    expect(stderr).toBe(
      'fuelcell: graded 1 of 3 submissions\nfuelcell: graded 2 of 3 submissions\nfuelcell: graded 3 submissions\n',
    )
    for (let index = 0; index < 37; index += 1) writeFileSync(`handed/${index}.py`, 'echo')
    expect((await run(['class', 'handed'])).stderr.match(/graded \d+ of 40/g)).toHaveLength(9)
  })

  it('refuses a folder with nothing in it', async () => {
    mkdirSync('empty')
    expect((await run(['class', 'empty'])).stderr).toContain('there is nothing to grade in "empty"')
    expect((await run(['class', 'none'])).exitCode).toBe(2)
  })
})

describe('authors', () => {
  const solution = (kind: string, name: string, code: string) => {
    mkdirSync(`solutions/${kind}`, { recursive: true })
    writeFileSync(`solutions/${kind}/${name}.py`, code)
  }

  it('check a task against known solutions', async () => {
    solution('accepted', 'good', 'echo')
    solution('wrong_answer', 'bad', 'wrong')
    expect(await run(['check'])).toMatchObject({
      exitCode: 0,
      stdout:
        '✓ solutions/accepted/good.py: accepted\n✓ solutions/wrong_answer/bad.py: wrong-answer\n2 of 2 solutions came out as they should\n',
    })
    solution('out_of_fuel', 'quick', 'echo')
    const { exitCode, stdout } = await run(['check'])
    expect(exitCode).toBe(1)
    expect(stdout).toContain(
      '✗ solutions/out_of_fuel/quick.py: out-of-fuel was expected, but its tests came to accepted',
    )
  })

  it('are warned of tests that look at nothing', async () => {
    solution('accepted', 'good', 'echo')
    writeFileSync(
      'grade.yaml',
      `${TASK}      - { name: three, stdin: "3" }\n      - { name: four, exit_code: 0, stdout: "" }\n`,
    )
    const { stdout } = await run(['check'])
    expect(stdout).toContain('"three" looks at nothing that comes out')
    expect(stdout).not.toContain('"four" looks')
    const raises = (wanted: string) => `${TASK}      - { name: five, call: f, args: [], raises: ${wanted} }\n`
    writeFileSync('grade.yaml', raises('ValueError'))
    expect((await run(['check'])).stdout).toContain('"five" is passed by any "ValueError", one of a class')
    writeFileSync('grade.yaml', raises('{ type: ValueError, message: x }'))
    expect((await run(['check'])).stdout).not.toContain('"five" is passed by any')
  })

  it('calibrate the limit, and leave the rest of the file as it was', async () => {
    writeFileSync('grade.yaml', `# mine\n${TASK}limits: { fuel: 1k } # tight\n`)
    solution('accepted', 'good', 'echo')
    solution('accepted', 'dear', 'echo dear')
    solution('out_of_fuel', 'slow', 'echo slow')
    // The stub's slow runs use as much as any other, so that no limit fits.
    const refused = await run(['calibrate'])
    expect(refused.exitCode).toBe(1)
    expect(refused.stderr).toContain('no limit fits: twice the dearest accepted solution is 1,600')
    rmSync('solutions/out_of_fuel', { recursive: true })
    expect((await run(['calibrate'])).exitCode).toBe(0)
    expect(readFileSync('grade.yaml', 'utf8')).toBe(`# mine\n${TASK}limits: { fuel: 2_300 } # tight\n`)
  })

  it('calibrate a task without a limit, and keep its large integers', async () => {
    const call = '      - { name: large, call: f, args: [9007199254740993] }\n'
    writeFileSync('grade.yaml', `${TASK}${call}`)
    solution('accepted', 'good', 'echo')
    const runner = new StubRunner((request) => ({ ...behave(request), returned: { type: 'None' } }))
    expect((await run(['calibrate'], { runner })).exitCode).toBe(0)
    expect(readFileSync('grade.yaml', 'utf8')).toMatch(/args: \[ 9007199254740993 \][\s\S]*\nlimits:\n {2}fuel: \d+\n$/)
  })

  it('seal the answers', async () => {
    const { exitCode, stderr } = await run(['seal', '--out', 'sealed.yaml'])
    expect(exitCode).toBe(0)
    expect(readFileSync('sealed.yaml', 'utf8')).not.toMatch(/stdout: "\d"/)
    expect(stderr).toContain('"one": 20 guesses find this answer')
    expect((await run(['--task', 'sealed.yaml', 'right.py'])).exitCode).toBe(0)
    writeFileSync('test_a.py', 'def test_one(): assert True')
    writeFileSync('grade.yaml', `${TASK}  - { name: units, points: 1, unittest: test_a.py }\n`)
    const near = '  - { name: near, points: 1, tests: [{ name: two, call: f, returns: 2.0, floats: { abs: 0.1 } }] }\n'
    writeFileSync('near.yaml', `${TASK}${near}`)
    const partly = await run(['seal', '--task', 'near.yaml', '--out', 'partly.yaml'])
    expect(partly.stderr).toContain('"two": returns cannot be sealed, and stays readable')
    expect(readFileSync('partly.yaml', 'utf8')).toContain('returns: 2.0, floats')
    expect((await run(['seal'])).stderr).toContain('"units": unittest cannot be sealed, and stays readable')
    expect((await run(['--task', 'sealed.yaml', 'wrong.py'])).exitCode).toBe(1)
  })

  it('begin with a folder of inputs and answers, or with four questions', async () => {
    mkdirSync('cases')
    writeFileSync('cases/01.in', '5')
    writeFileSync('cases/01.ans', '5')
    expect((await run(['init', 'cases', '--entry', 'a.py'])).exitCode).toBe(0)
    expect((await run(['--task', 'cases', 'right.py'])).stdout).toContain('1 of 1 points: every test passed')
    expect((await run(['init', 'cases'])).stderr).toContain('exists already')
    const stdin = Readable.from([Buffer.from('My task\n\n7\n7\n')])
    expect((await run(['init', '--out', 'mine.yaml'], { stdin })).exitCode).toBe(0)
    expect(readFileSync('mine.yaml', 'utf8')).toContain('title: My task')
    expect((await run(['--task', 'mine.yaml', 'right.py'])).exitCode).toBe(0)
  })

  it('are asked a line each where there is no terminal, and get no task without a test', async () => {
    const stdin = Readable.from([Buffer.from('My task\n')])
    const { exitCode, stderr } = await run(['init', '--out', 'none.yaml'], { stdin })
    expect(exitCode).toBe(2)
    expect(stderr).toMatch(
      /^Title of the task\?\nFile that is handed in \[main.py\]\?\nInput of a first test\?\nOutput that it should give\?\n.*there is neither an input nor an output/,
    )
    expect(existsSync('none.yaml')).toBe(false)
  })

  it('are told how a task is named where there is none', async () => {
    rmSync('grade.yaml')
    mkdirSync('elsewhere')
    for (const tokens of [['right.py'], ['right.py', '--task', 'elsewhere']]) {
      const { exitCode, stderr } = await run(tokens)
      expect(exitCode).toBe(2)
      expect(stderr).toContain(
        'grade.yaml"; name the task with --task FILE or --task FOLDER, or make one with `fuelcell grade init`',
      )
    }
  })

  it('take over the tests of another grader', async () => {
    writeFileSync(
      'autograding.json',
      JSON.stringify({
        tests: [
          { name: 't', run: 'python3 a.py', input: '5', output: '5', comparison: 'exact', timeout: 0.1, points: 1 },
        ],
      }),
    )
    const { exitCode, stderr } = await run(['import', 'autograding.json', '--out', 'new.yaml'])
    expect([exitCode, stderr]).toEqual([0, 'fuelcell: wrote "new.yaml" with 1 test; try it with `fuelcell grade`\n'])
    expect((await run(['--task', 'new.yaml', 'right.py'])).exitCode).toBe(0)
    expect((await run(['import', 'right.py'])).exitCode).toBe(2)
    mkdirSync('foreign')
    const far = { name: 't', run: 'python3 a.py', 'expected-file': '../right.py' }
    writeFileSync('foreign/tests.json', JSON.stringify([far]))
    const refused = await run(['import', 'foreign/tests.json'])
    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain('"../right.py"')
    writeFileSync('foreign/tests.json', JSON.stringify([{ ...far, 'expected-file': './wanted.txt' }]))
    writeFileSync('foreign/wanted.txt', '5')
    expect((await run(['import', 'foreign/tests.json'])).exitCode).toBe(0)
  })
})
