/** Files in and out, packages as files, and the start that a run gets. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCode, runFS } from '../../src/runner/run-code.js'
import { createRunner, type Runner } from '../../src/runner/runner.js'
import { temporaryFolder } from '../support/fake-runtime.js'
import { pythons, TUNING_MS } from '../support/pythons.js'

let runner: Runner

beforeAll(async () => {
  runner = await createRunner({ workers: 1 })
  for (const runtime of pythons) await runner.provision(runtime)
}, TUNING_MS)

afterAll(async () => {
  await runner.close()
})

const text = (content: string) => Buffer.from(content)

const metadata = { 'shapes-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: shapes\nVersion: 1.0\n' }
const shapes = {
  'shapes/__init__.py': 'from .area import square',
  'shapes/area.py': 'def square(a): return a * a',
  ...metadata,
}

describe.each(pythons)('%s', (python) => {
  it('gives back what was made and changed, bytes as they are, and names what is gone', async () => {
    const code = [
      'import os',
      'open("made.bin", "wb").write(bytes(range(256)))',
      'open("in/changed", "a").write("+")',
      'os.remove("in/gone")',
      'os.makedirs("out/deep"); open("out/deep/n", "w").write(open("in/kept").read())',
    ].join('\n')
    const result = await runner.runCode(python, code, { files: { in: { changed: 'c', gone: 'g', kept: 'k\r\n' } } })
    expect([result.ok, result.runtime, result.start]).toEqual([true, python, 'warm'])
    expect({ ...result.files }).toEqual({
      'in/changed': new Uint8Array(text('c+')),
      'made.bin': Uint8Array.from({ length: 256 }, (_, index) => index),
      'out/deep/n': new Uint8Array(text('k\n')),
    })
    expect(result.deleted).toEqual(['in/gone'])
  })

  it('runs a file below a folder, which finds its neighbours', async () => {
    const files = { src: { 'app.py': 'import sys, near\nprint(near.x, sys.argv)', 'near.py': 'x = 5' } }
    const result = await runner.runFS(python, 'src/app.py', files, { args: ['--a'] })
    expect([result.stdout, result.stderr, result.start]).toEqual(["5 ['src/app.py', '--a']\n", '', 'warm'])
    const cold = await runner.runFS(python, 'src/app.py', files, { args: ['--a'], start: 'cold' })
    expect([cold.stdout, cold.start]).toEqual([result.stdout, 'cold'])
  })

  it('starts warm where the file is the usual one', async () => {
    const result = await runFS(python, 'main.py', {
      'main.py': 'import lib.a; print(lib.a.x)',
      lib: { 'a.py': 'x = 7' },
    })
    expect([result.stdout, result.start]).toEqual(['7\n', 'warm'])
  })

  it('imports a package that is a folder', async () => {
    const code = 'import shapes, importlib.metadata as m; print(shapes.square(4), m.version("shapes"))'
    const result = await runCode(python, code, { files: shapes })
    expect([result.stdout, result.stderr, result.start]).toEqual(['16 1.0\n', '', 'warm'])
  })

  it.each(['stored', 'compressed'])('imports a %s wheel, by sys.path and by PYTHONPATH', async (how) => {
    const level = how === 'stored' ? 0 : 6
    const entries = Object.entries(shapes).map(([path, content]) => [path, text(content)] as const)
    const wheel = zipSync(Object.fromEntries(entries), { level, mtime: '1990-01-01' })
    const files = { wheels: { 'shapes-1.0-py3-none-any.whl': wheel } }
    const path = 'wheels/shapes-1.0-py3-none-any.whl'
    const use = 'import shapes; print(shapes.square(5))'
    const bySysPath = await runner.runCode(python, `import sys; sys.path.insert(0, ${JSON.stringify(path)})\n${use}`, {
      files,
    })
    expect([bySysPath.stdout, bySysPath.stderr, bySysPath.start]).toEqual(['25\n', '', 'warm'])
    const byVariable = await runner.runCode(python, use, { files, env: { PYTHONPATH: `/${path}` } })
    expect([byVariable.stdout, byVariable.stderr, byVariable.start]).toEqual(['25\n', '', 'cold'])
  })

  it('starts cold with a directory of the machine, and says so', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'data'))
    await writeFile(join(folder, 'data', 'a'), 'from the machine')
    const preopens = [{ host: join(folder, 'data'), guest: '/data', access: 'read' }] as const
    const result = await runner.runCode(python, 'print(open("/data/a").read())', { preopens })
    expect([result.stdout, result.start]).toEqual(['from the machine\n', 'cold'])
  })
})

it.each(['python', 'python-tuned'])(
  'refuses for %s what the directory inside of its wasm would hide',
  async (runtime) => {
    const message = (what: string) => ({ code: 'invalid-file-name', message: expect.stringContaining(what) })
    await expect(runner.runCode(runtime, '', { files: { usr: { mine: '' } } })).rejects.toMatchObject(
      message('"usr/mine" would be hidden by the runtime\'s own directory "/usr"'),
    )
    const preopens = [{ host: '/tmp', guest: '/usr', access: 'read' } as const]
    await expect(runner.runCode(runtime, '', { preopens })).rejects.toMatchObject({
      code: 'invalid-option',
      message: expect.stringContaining('is a directory of the runtime already'),
    })
  },
)
