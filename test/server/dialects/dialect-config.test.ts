import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readServeConfig } from '../../../src/cli/serve/config.js'
import { dialectConfigOf, parseChoice, versionsSchema } from '../../../src/cli/serve/dialect-config.js'
import { defaultDialectConfig } from '../../../src/server/dialects/config.js'
import { temporaryFolder } from '../../support/fake-runtime.js'

test('without a word dialects are as they are', async () => {
  const { woma, piston, judge0 } = defaultDialectConfig
  expect(await dialectConfigOf({ resetGlobals: false, workers: undefined })).toEqual({ woma, piston, judge0 })
})

test('a file sets what it names', async () => {
  const path = join(await temporaryFolder(), 'serve.yaml')
  await writeFile(path, 'piston: { versions: strict }\njudge0: { time: wall, callbackHosts: [hooks.example.org] }\n')
  const { piston, judge0 } = await readServeConfig(path)
  const config = await dialectConfigOf({ piston, judge0, resetGlobals: true, workers: 4 })
  expect(config).toEqual({
    woma: { resetGlobals: true, workers: 4 },
    piston: { ...defaultDialectConfig.piston, versions: 'strict' },
    judge0: {
      ...defaultDialectConfig.judge0,
      time: 'wall',
      callbacks: { hosts: ['hooks.example.org'], privateAddresses: false },
    },
  })
  await writeFile(path, 'judge0: { tme: wall }\n')
  await expect(readServeConfig(path)).rejects.toThrow('tme')
})

test('a choice is one of a few words', () => {
  expect(parseChoice(versionsSchema)('strict', '--piston-versions')).toBe('strict')
  expect(() => parseChoice(versionsSchema)('x', '--piston-versions')).toThrow(
    '--piston-versions "x": it must be lenient or strict',
  )
})
