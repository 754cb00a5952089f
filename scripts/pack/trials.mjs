/** What is tried with an installation. Each trial is a name and a function that throws where something is not as it should be. */
import { readFileSync, statSync, truncateSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { root } from '../command.mjs'
import { filesBelow } from '../freshness.mjs'

/** The most that an installation for Python may take, in bytes of its files. */
const MOST_BYTES = 70_000_000
const FIRST_HELLO_SECONDS = 12
const IN_ALL_SECONDS = 25

export class Unexpected extends Error {}

function expectThat(isSo, what, found) {
  if (!isSo) throw new Unexpected(`${what}; found: ${JSON.stringify(found).slice(0, 2000)}`)
}

function expectRun(found, { code = 0, stdout, stderr }) {
  expectThat(found.code === code, `exit code ${code} was expected`, found)
  if (typeof stdout === 'string')
    expectThat(found.stdout === stdout, `stdout ${JSON.stringify(stdout)} was expected`, found)
  if (stdout instanceof RegExp) expectThat(stdout.test(found.stdout), `stdout like ${stdout} was expected`, found)
  if (stderr instanceof RegExp) expectThat(stderr.test(found.stderr), `stderr like ${stderr} was expected`, found)
}

const cli = (project) => join(project, 'node_modules', 'fuelcell', 'dist', 'cli', 'fuelcell.js')
const hello = ['fuelcell', 'run', '-c', 'print(6 * 7)']

/** The README's first program of the library. */
function readmeExample() {
  const text = readFileSync(join(root, 'README.md'), 'utf8')
  return /```js\n(import \{ createRunner[\s\S]*?)```/.exec(text)[1]
}

/** In the order of a newcomer's day. `figures` takes what is measured. */
export const trials = [
  {
    name: 'npm install fuelcell, and a hello, with empty caches',
    async perform({ person, project, figures }) {
      figures.load = loadavg()[0]
      const installed = await person.run('npm', ['install', 'fuelcell'], { cwd: project })
      expectRun(installed, {})
      const first = await person.run('npx', hello, { cwd: project })
      expectRun(first, { stdout: '42\n' })
      const again = await person.run('npx', hello, { cwd: project })
      expectRun(again, { stdout: '42\n', stderr: /^$/ })
      figures.installSeconds = installed.seconds
      figures.firstHelloSeconds = first.seconds
      figures.againSeconds = again.seconds
    },
  },
  {
    name: 'within the time',
    perform({ figures }) {
      // Others' work on the machine says nothing about ours.
      if (figures.load > availableParallelism()) return
      const { installSeconds, firstHelloSeconds } = figures
      expectThat(
        firstHelloSeconds < FIRST_HELLO_SECONDS,
        `under ${FIRST_HELLO_SECONDS} s for the hello`,
        firstHelloSeconds,
      )
      const all = installSeconds + firstHelloSeconds
      expectThat(all < IN_ALL_SECONDS, `under ${IN_ALL_SECONDS} s in all`, all)
    },
  },
  {
    name: 'within the size',
    perform({ project, figures }) {
      const modules = join(project, 'node_modules')
      const files = filesBelow(modules)
      figures.bytes = files.reduce((sum, file) => sum + statSync(join(modules, file)).size, 0)
      figures.packages = filesBelow(modules).filter((file) => /^(@[^/]+\/)?[^/@]+\/package\.json$/.test(file)).length
      expectThat(figures.bytes < MOST_BYTES, `under ${MOST_BYTES} bytes`, figures.bytes)
    },
  },
  {
    name: 'fuelcell doctor finds nothing wrong',
    async perform({ person, project }) {
      const found = await person.run('npx', ['fuelcell', 'doctor'], { cwd: project })
      expectRun(found, { stdout: /ok {6}host .*host-linux-x64\/fuelcell-host/ })
      expectThat(!found.stdout.includes('problem '), 'no problem was expected', found)
    },
  },
  {
    name: 'the README’s example',
    async perform({ person, project }) {
      person.write(join(project, 'example.mjs'), readmeExample())
      const found = await person.run('node', ['example.mjs'], { cwd: project })
      expectRun(found, { stdout: /^exit hello\n \d+\nFROM STDIN from a file\n\n$/ })
    },
  },
  {
    name: 'require',
    async perform({ person, project }) {
      const code = "require('fuelcell').runPythonCode('print(1)').then(({ stdout }) => process.stdout.write(stdout))"
      person.write(join(project, 'required.cjs'), code)
      expectRun(await person.run('node', ['required.cjs'], { cwd: project }), { stdout: '1\n', stderr: /^$/ })
    },
  },
  {
    name: 'a worker thread',
    async perform({ person, project }) {
      const code = `import { Worker, isMainThread } from 'node:worker_threads'
import { runPythonCode } from 'fuelcell'
if (isMainThread) new Worker(new URL(import.meta.url))
else process.stdout.write((await runPythonCode('print(2)')).stdout)`
      person.write(join(project, 'thread.mjs'), code)
      expectRun(await person.run('node', ['thread.mjs'], { cwd: project }), { stdout: '2\n' })
    },
  },
  ...['node16', 'bundler'].map((resolution) => ({
    name: `TypeScript with moduleResolution ${resolution}`,
    async perform({ person, project }) {
      const code = `import { createRunner, type Result } from 'fuelcell'
import { decodeRequest } from 'fuelcell/wire'
import { createApp } from 'fuelcell/server'
export const app: unknown = createApp
export const request: unknown = decodeRequest({ runtime: 'python', code: '' })
export async function run(): Promise<string> {
  const runner = await createRunner({ workers: 1 })
  const result: Result = await runner.run({ runtime: 'python', code: '1' })
  return result.status === 'trap' ? result.trap : result.stdout
}
`
      person.write(join(project, 'typed.mts'), code)
      const module = resolution === 'bundler' ? 'esnext' : 'node16'
      const options = [
        '--noEmit',
        '--strict',
        '--target',
        'es2023',
        '--module',
        module,
        '--moduleResolution',
        resolution,
      ]
      const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules', '@types')]
      const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
      const paths = [compiler, ...options, ...types, '--skipLibCheck', 'typed.mts']
      expectRun(await person.run('node', paths, { cwd: project }), {})
    },
  })),
  {
    name: 'what is not installed is told with what installs it',
    async perform({ person, project }) {
      const found = await person.run('npx', ['fuelcell', 'run', '--runtime', 'ruby', '-c', 'puts 1'], { cwd: project })
      expectRun(found, { code: 126, stderr: /which is not installed; run `npm install @runno\/sandbox@0\.10\.2`/ })
      const tuned = await person.run('npx', ['fuelcell', 'run', '--runtime', 'python-tuned', '-c', '1'], {
        cwd: project,
      })
      expectRun(tuned, { code: 126, stderr: /optimiser that is not installed; run `npm install binaryen@132\.0\.0`/ })
      const fleet = await person.run('npx', ['fuelcell', 'fleet', 'status', '--redis', 'redis://127.0.0.1:1'], {
        cwd: project,
      })
      expectRun(fleet, { code: 126, stderr: /not installed with fuelcell; run `npm install (bullmq|ioredis)@/ })
    },
  },
  {
    name: 'every other command can be loaded',
    async perform({ person, project }) {
      for (const command of ['bench', 'grade', 'serve', 'worker', 'stdio', 'runtimes']) {
        expectRun(await person.run('npx', ['fuelcell', command, '--help'], { cwd: project }), { stdout: /^fuelcell / })
      }
      expectRun(
        await person.run('npx', ['fuelcell', 'bench', 'sum(range(n))', '--scan', 'n=1..8'], { cwd: project }),
        {},
      )
    },
  },
  {
    name: 'HOME is not set',
    async perform({ person, project }) {
      const cache = person.makeFolder('cache')
      const env = { HOME: undefined, FUELCELL_CACHE_DIR: cache }
      expectRun(await person.run('node', [cli(project), 'run', '-c', 'print(1)'], { cwd: project, env }), {
        stdout: '1\n',
      })
      const nowhere = await person.run('node', [cli(project), 'run', '-c', 'print(1)'], {
        cwd: project,
        env: { HOME: undefined },
      })
      expectRun(nowhere, { stdout: '1\n' })
    },
  },
  {
    name: 'a cache that cannot be written',
    async perform({ person, project }) {
      const env = { FUELCELL_CACHE_DIR: '/proc/none' }
      const found = await person.run('node', [cli(project), 'run', '-c', 'print(1)'], { cwd: project, env })
      expectRun(found, { stdout: '1\n', stderr: /warning: .*\/proc\/none/ })
    },
  },
  {
    name: 'two first runs at once',
    async perform({ person, project }) {
      const env = { FUELCELL_CACHE_DIR: person.makeFolder('cache of two') }
      const run = () => person.run('node', [cli(project), 'run', '-c', 'print(1)'], { cwd: project, env })
      for (const found of await Promise.all([run(), run()])) expectRun(found, { stdout: '1\n' })
    },
  },
  ...['22', '24'].map((major) => ({
    name: `Node.js ${major}`,
    async perform({ person, project, nodeOf }) {
      const node = await nodeOf(major)
      expectRun(await person.run(node, [cli(project), 'run', '-c', 'print(1)'], { cwd: project }), { stdout: '1\n' })
      expectRun(await person.run(node, ['required.cjs'], { cwd: project }), { stdout: '1\n', stderr: /^$/ })
    },
  })),
  {
    name: 'a Node.js that is too old',
    async perform({ person, project, nodeOf }) {
      const found = await person.run(await nodeOf('18'), [cli(project), 'run', '-c', 'print(1)'], { cwd: project })
      expectRun(found, {
        code: 126,
        stdout: '',
        stderr: /^fuelcell: Node\.js 18\.\S+ is too old; install 20\.19 or newer .*\n$/,
      })
    },
  },
  {
    name: 'without optional dependencies, the cause is told',
    async perform({ person }) {
      const project = person.makeFolder('omitted')
      person.write(join(project, 'package.json'), '{}')
      expectRun(await person.run('npm', ['install', '--omit=optional', 'fuelcell'], { cwd: project }), {})
      const found = await person.run('npx', hello, { cwd: project })
      expectRun(found, {
        code: 126,
        stderr: /host-linux-x64 .* optional dependencies were left out .*--include=optional/,
      })
      expectRun(await person.run('npm', ['install', '--include=optional', '--ignore-scripts'], { cwd: project }), {})
      expectRun(await person.run('npx', hello, { cwd: project }), { stdout: '42\n' })
      truncateSync(join(project, 'node_modules', '@fuelcell', 'host-linux-x64', 'fuelcell-host'), 1000)
      expectRun(await person.run('npx', hello, { cwd: project }), {
        code: 126,
        stderr: /has 1,000 of its [\d,]+ bytes/,
      })
    },
  },
  {
    name: 'npm install --global',
    async perform({ person }) {
      const prefix = person.makeFolder('global')
      const env = { npm_config_prefix: prefix }
      expectRun(await person.run('npm', ['install', '--global', 'fuelcell'], { cwd: person.home, env }), {})
      const found = await person.run('fuelcell', ['run', '-c', 'print(1)'], {
        cwd: person.home,
        first: [join(prefix, 'bin')],
      })
      expectRun(found, { stdout: '1\n' })
    },
  },
  ...[
    ['pnpm', 'pnpm@10', ['add', 'fuelcell'], ['exec', ...hello]],
    ['yarn', 'yarn@1', ['add', '--silent', 'fuelcell'], ['--silent', 'run', ...hello]],
    ['bun', 'bun@1', ['add', 'fuelcell'], ['x', '--no-install', ...hello]],
  ].map(([name, spec, add, run]) => ({
    name: `${name} (${spec})`,
    async perform({ person, registry }) {
      const project = person.makeFolder(`with ${name}`)
      person.write(join(project, 'package.json'), '{"name":"try","version":"1.0.0"}')
      const env = { npm_config_registry: registry, YARN_REGISTRY: registry, BUN_CONFIG_REGISTRY: registry }
      const call = (args) => person.run('npm', ['exec', '--yes', '--', spec, ...args], { cwd: project, env })
      expectRun(await call(add), {})
      expectRun(await call(run), { stdout: /42\n$/ })
    },
  })),
]
