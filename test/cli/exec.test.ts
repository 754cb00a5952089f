import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { fuelcell, StubRunner } from '../support/command-line.js'
import { ended, exited } from '../support/results.js'

it('runs a module with its own arguments, directories and limits', async () => {
  const runner = new StubRunner(() => exited(9))
  const dir = tmpdir()
  const options = ['--fuel', '1k', '--dir', `${dir}::/data::ro`, '--dir', dir, '--env', 'A=1']
  expect(await fuelcell(['exec', ...options, 'app.wasm', '--dir', 'x'], { runner })).toMatchObject({
    exitCode: 9,
    stderr: '',
  })
  expect(runner.requests).toMatchObject([
    {
      runtime: 'wasm',
      module: 'app.wasm',
      args: ['--dir', 'x'],
      env: { A: '1' },
      chroot: true,
      preopens: [
        { host: dir, guest: '/data', access: 'read' },
        { host: dir, guest: dir, access: 'read-write' },
      ],
      limits: { fuel: 1000 },
    },
  ])
})

it.each(['/', '.', './', '//'])('gives up the run directory when %s is mapped', async (guest) => {
  const runner = new StubRunner(() => exited(0))
  await fuelcell(['exec', '--dir', `${tmpdir()}::${guest}`, 'app.wasm'], { runner })
  expect(runner.requests).toMatchObject([{ chroot: false }])
})

it('has the same exit codes as run', async () => {
  const runner = new StubRunner(() => ended('out-of-memory'))
  expect(await fuelcell(['exec', '--memory', '16', 'app.wasm'], { runner })).toMatchObject({
    exitCode: 137,
    stderr: 'fuelcell: out of memory: more than 16 pages (1 MiB) were asked for; raise the limit with --memory\n',
  })
})

it.each([
  [[], 'there is nothing to run; give a WASI command module, such as `fuelcell exec app.wasm`'],
  [['--dir', '/nowhere', 'app.wasm'], '--dir "/nowhere" is not a directory; make it first or correct the path'],
  [['--dir', '/etc/passwd', 'app.wasm'], '--dir "/etc/passwd" is not a directory; make it first or correct the path'],
  [
    ['--dir', '/etc::/x', '--dir', '/usr::/x/', 'app.wasm'],
    'two directories are called "/x/" for the guest; rename one with --dir HOST::GUEST',
  ],
])('refuses %s', async (tokens, sentence) => {
  expect(await fuelcell(['exec', ...tokens])).toMatchObject({ exitCode: 126, stderr: `fuelcell: ${sentence}\n` })
})
