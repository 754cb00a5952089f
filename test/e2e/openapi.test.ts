/** The server against its own description: schemathesis asks what the schemas allow and what they forbid, with all its checks. */
import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRunner, type Runner } from '../../src/runner/runner.js'
import { createApp, type Listening, listen } from '../../src/server/index.js'
import { clientPython } from '../server/dialects/pythons.js'
import { temporaryFolder } from '../support/fake-runtime.js'

const found = clientPython(['schemathesis==4.32.5'])
const name = 'missing' in found ? `schemathesis (skipped: ${found.missing})` : 'schemathesis'
const execute = promisify(execFile)

describe.skipIf('missing' in found)(name, () => {
  let runner: Runner
  let server: Listening
  beforeAll(async () => {
    runner = await createRunner({ workers: 2 })
    server = await listen(createApp({ runner, dialects: [] }), { host: '127.0.0.1', port: 0 })
  })
  afterAll(async () => {
    await server.close(1000)
    await runner.close()
  })

  it('finds nothing', { timeout: 300_000 }, async () => {
    const python = 'python' in found ? found.python : ''
    const settings = ['--config-file', resolve('fixtures/schemathesis.toml'), 'run', `${server.url}/openapi.json`]
    const how = [
      '--checks',
      'all',
      '--max-examples',
      '10',
      '--seed',
      '1',
      '--generation-database',
      'none',
      '--no-color',
    ]
    const { stdout } = await execute(resolve(python), ['-m', 'schemathesis.cli', ...settings, ...how], {
      maxBuffer: 64 * 1024 * 1024,
      // It leaves a folder of its own where it is started.
      cwd: await temporaryFolder(),
    }).catch((error: { stdout: string }) => error)
    // Bodies in it may be megabytes.
    expect(/^Failures:$|^Errors:$/m.test(stdout) ? stdout.slice(-4000) : '').toBe('')
    expect(stdout).toMatch(/Test cases:\n {2}\d+ generated, \d+ passed\n/)
  })
})
