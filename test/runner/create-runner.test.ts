import { describe, expect, test } from 'vitest'
import { PROTOCOL_VERSION } from '../../src/host/protocol.js'
import { createRunner } from '../../src/runner/runner.js'
import { createFakeRunner, fakeHost } from '../support/fakes.js'

describe('createRunner', () => {
  test.each([
    [
      'crashes-at-start',
      'host-start-failed',
      'The host ended before its first frame (run `fuelcell doctor`): exit code 3; its stderr ends with:\nno such instruction: vzeroupper',
    ],
    ['silent', 'host-start-failed', 'The host said nothing within 500 ms of its start'],
    [
      'old-protocol',
      'host-version-mismatch',
      `The host is version 0.0.9 and speaks protocol 0, but this package is version 0.1.0 and speaks protocol ${PROTOCOL_VERSION}; run \`npm run build\` in a checkout, else \`npm install\` so that both are of one version`,
    ],
    [
      'old-version',
      'host-version-mismatch',
      'The host is version 0.0.9, but this package is version 0.1.0; run `npm run build` in a checkout, else `npm install` so that both are of one version',
    ],
    ['garbage', 'host-protocol', 'over the limit of 67,108,864'],
  ])('names what is wrong with a host that is %s', async (host, code, message) => {
    await expect(createFakeRunner(host, {}, { handshakeMs: host === 'silent' ? 500 : 10_000 })).rejects.toMatchObject({
      code,
      fault: 'system',
      message: expect.stringContaining(message),
    })
  })

  test('quotes what a silent host wrote to stderr', async () => {
    await expect(createFakeRunner('silent', {}, { handshakeMs: 1000 })).rejects.toMatchObject({
      message: expect.stringContaining('thinking about it'),
    })
  })

  test('names a host that is missing', async () => {
    await expect(createRunner({ hostPath: '/nowhere/host' })).rejects.toMatchObject({ code: 'host-missing' })
  })

  test.each([
    [{ workers: 0 }, 'invalid-option', 'createRunner: workers must be a whole number from 1 to 1,024, but 0 was given'],
    [
      { queueLimit: 0 },
      'invalid-option',
      'createRunner: queueLimit must be a whole number from 1 to 1,000,000, but 0 was given',
    ],
    [{ cacheDir: '' }, 'invalid-option', 'createRunner: cacheDir must be a path, but the string "" was given'],
    [{ hostPath: 5 }, 'invalid-option', 'createRunner: hostPath must be a string, but 5 was given'],
    [{ onProgress: true }, 'invalid-option', 'createRunner: onProgress must be a function, but true was given'],
    [{ worker: 2 }, 'unknown-option', 'createRunner does not know the option "worker"; did you mean "workers"?'],
  ])('refuses %j', async (options, code, message) => {
    await expect(createRunner({ hostPath: fakeHost('echo'), ...options } as object)).rejects.toMatchObject({
      code,
      message,
    })
  })
})
