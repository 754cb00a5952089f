import { describe, expect, it } from 'vitest'
import { bench, inFolderOfItsOwn, runner } from '../../support/bench-commands.js'
import { exited } from '../../support/results.js'

inFolderOfItsOwn()

describe('imports', () => {
  it('are measured above a module that is there already, from both starts', async () => {
    const stub = runner((code) => ({
      fuel: code === 'import json' ? 700 : code === 'import sys' ? 40 : 0,
      result: code === 'import no' ? exited(1) : {},
    }))
    const { exitCode, stdout } = await bench(['imports', 'json', 'no', 'sys'], { runner: stub })
    expect(exitCode).toBe(0)
    expect(stdout.split('\n')).toEqual([
      'MODULE  COLD FUEL  COLD RUN  WARM FUEL  WARM RUN',
      'json          660    1.3 ms        660    1.3 ms',
      'sys             0    1.3 ms          0    1.3 ms',
      'no              -         -          -         -',
      '',
    ])
    expect(stub.requests.map(({ start }) => start)).toEqual(['warm', 'warm', 'warm', 'cold', 'cold', 'cold'])
  })

  it('are those of the Python that is named', async () => {
    const stub = runner((code) => (code.includes('stdlib_module_names') ? { result: { stdout: 'json\n' } } : {}))
    await bench(['imports', '--runtime', 'python-tuned'], { runner: stub })
    expect(new Set(stub.requests.map(({ runtime }) => runtime))).toEqual(new Set(['python-tuned']))
    expect(stub.requests).toHaveLength(5)
  })

  it('are all that the interpreter names where none is named', async () => {
    const stub = runner((code) => (code.includes('stdlib_module_names') ? { result: { stdout: 'abc\njson\n' } } : {}))
    const { stdout } = await bench(['imports', '--json'], { runner: stub })
    expect(JSON.parse(stdout).modules.map(({ module }: { module: string }) => module)).toEqual(['abc', 'json'])
  })

  it('cannot be of what is no name', async () => {
    expect((await bench(['imports', 'json; exit()'])).stderr).toContain('no module can be called "json; exit()"')
  })
})
