/** The action and the examples for CI: what they call exists, and where it can be tried here it does what it says. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { versions } from '../../scripts/release-version.mjs'
import { commands } from '../../src/cli/main.js'

let folder = ''
/** A folder for PATH with the command of this checkout. */
let bin = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fuelcell-ci-'))
  bin = join(folder, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'fuelcell'), `#!/bin/sh\nexec "${process.execPath}" "${resolve('dist/cli/main.js')}" "$@"\n`)
  chmodSync(join(bin, 'fuelcell'), 0o755)
})
afterEach(() => rmSync(folder, { recursive: true }))

const filesBelow = (path: string): string[] =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const below = join(path, entry.name)
    return entry.isDirectory() ? filesBelow(below) : [below]
  })
const examples = [...filesBelow('examples/ci'), 'action/run.sh', 'action.yml']
const run = (program: string, env: Readonly<Record<string, string>>) =>
  spawnSync(program, [], { encoding: 'utf8', env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, ...env } })

test('every place names the same version', () => {
  expect(new Set(versions().map(([, version]) => version)).size).toBe(1)
})

test.each(examples)('%s: its commands and options exist', async (path) => {
  const text = readFileSync(path, 'utf8').replaceAll('\\\n', ' ')
  for (const [, words = ''] of text.matchAll(/(?:^|[\s"/(])fuelcell"?,? ((?:"?[a-z-]+"?,? )[^\n]*)/gm)) {
    const plain = words.replaceAll(/["',[\]]/g, '')
    const two = plain.split(' ').slice(0, 2).join(' ')
    const entry = commands.find(({ name }) => name === two) ?? commands.find(({ name }) => name === two.split(' ')[0])
    if (entry === undefined) continue
    const { options } = await entry.load()
    const given = [...plain.matchAll(/(?<=\s)--([a-z-]+)/g)].map(([, option]) => option)
    expect(Object.keys(options)).toEqual(expect.arrayContaining(given))
  }
})

test.each(examples.filter((path) => /\.(sh|yml)$|run_autograder$/.test(path)))('%s can be read', (path) => {
  if (path.endsWith('.yml')) expect(parse(readFileSync(path, 'utf8'))).toBeTypeOf('object')
  else expect(spawnSync('bash', ['-n', path], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
})

test.each(examples.filter((path) => path.endsWith('Containerfile')))(
  '%s names its base and no root where it serves',
  (path) => {
    const lines = readFileSync(path, 'utf8').split('\n')
    const instructions = lines.filter((line) => /^[A-Z]+ /.test(line)).map((line) => line.split(' ')[0])
    expect(instructions[0]).toBe('FROM')
    if (path.includes('server')) expect(instructions).toEqual(expect.arrayContaining(['USER', 'HEALTHCHECK', 'CMD']))
  },
)

/** A task of the project's own, with a solution. */
const TASK = resolve('fixtures/tasks/two-fer')
const SOLUTION = join(TASK, 'solutions', 'accepted', 'two_fer.py')

test('Gradescope: the folder that it lays out is marked', () => {
  const root = join(folder, 'autograder')
  mkdirSync(join(root, 'submission'), { recursive: true })
  cpSync('examples/ci/gradescope', join(root, 'source'), { recursive: true })
  cpSync(TASK, join(root, 'source', 'task'), { recursive: true })
  cpSync(SOLUTION, join(root, 'submission', 'two_fer.py'))
  const installed = join(root, 'fuelcell', 'node_modules', '.bin', 'fuelcell')
  mkdirSync(dirname(installed), { recursive: true })
  symlinkSync(join(bin, 'fuelcell'), installed)
  symlinkSync(process.env.FUELCELL_CACHE_DIR ?? join(folder, 'cache'), join(root, 'fuelcell', 'cache'))
  const env = { AUTOGRADER_ROOT: root }
  expect(run(join(root, 'source', 'run_autograder'), env)).toMatchObject({ status: 0 })
  const results = JSON.parse(readFileSync(join(root, 'results', 'results.json'), 'utf8')) as Record<string, unknown>
  expect(results.tests).toBeInstanceOf(Array)
  rmSync(join(root, 'source', 'task'), { recursive: true })
  expect(run(join(root, 'source', 'run_autograder'), env).status).toBe(2)
  expect(existsSync(join(root, 'results', 'results.json'))).toBe(false)
})

test('PrairieLearn: the folder that it lays out is marked', () => {
  const root = join(folder, 'grade')
  mkdirSync(join(root, 'student'), { recursive: true })
  cpSync(TASK, join(root, 'tests'), { recursive: true })
  cpSync(SOLUTION, join(root, 'student', 'two_fer.py'))
  expect(run(resolve('examples/ci/prairielearn/grade.sh'), { GRADE_ROOT: root })).toMatchObject({ status: 0 })
  expect(JSON.parse(readFileSync(join(root, 'results', 'results.json'), 'utf8'))).toMatchObject({ gradable: true })
})

describe('the action', () => {
  const act = (env: Readonly<Record<string, string>>) => {
    const files = { GITHUB_STEP_SUMMARY: join(folder, 'summary.md'), GITHUB_OUTPUT: join(folder, 'output') }
    for (const path of Object.values(files)) writeFileSync(path, '')
    const { status, stdout } = run(resolve('action/run.sh'), { ...files, ...env })
    const read = (path: string) => readFileSync(path, 'utf8')
    return { status, stdout, summary: read(files.GITHUB_STEP_SUMMARY), output: read(files.GITHUB_OUTPUT) }
  }

  test('marks a submission, with a summary', () => {
    const found = act({ INPUT_COMMAND: 'grade', INPUT_TASK: TASK, INPUT_SUBMISSION: SOLUTION })
    expect(found).toMatchObject({ status: 0, output: 'exit-code=0\n' })
    expect(found.summary).toContain('Two Fer')
  })

  test('passes on arguments, one a line, and the exit code', () => {
    const bad = join(folder, 'two_fer.py')
    writeFileSync(bad, 'def two_fer(name="you"):\n    return "no"\n')
    const report = join(folder, 'with space.json')
    const env = {
      INPUT_COMMAND: 'grade',
      INPUT_TASK: TASK,
      INPUT_SUBMISSION: bad,
      INPUT_ARGUMENTS: `--report\njson=${report}\n`,
    }
    expect(act(env)).toMatchObject({ status: 1, output: 'exit-code=1\n' })
    expect(existsSync(report)).toBe(true)
  })

  test('checks what code costs', () => {
    const baseline = join(folder, 'base.json')
    const save = spawnSync(join(bin, 'fuelcell'), ['bench', 'save', '--baseline', baseline, '1 + 1'], {
      encoding: 'utf8',
    })
    expect(save.status).toBe(0)
    const env = { INPUT_COMMAND: 'bench-check', INPUT_BASELINE: baseline }
    const same = act(env)
    expect(same).toMatchObject({ status: 0, output: 'exit-code=0\n' })
    expect(same.summary).toMatch(/^### fuelcell bench check\n\n {4}/)
    const text = readFileSync(baseline, 'utf8')
    writeFileSync(
      baseline,
      text.replaceAll(/"(fuel|netFuel)": ?(\d+)/g, (_, name) => `"${name}":1`),
    )
    expect(act(env).status).not.toBe(0)
  })

  test('knows no other command', () => {
    expect(act({ INPUT_COMMAND: 'serve' })).toMatchObject({ status: 126, output: 'exit-code=126\n' })
  })
})
