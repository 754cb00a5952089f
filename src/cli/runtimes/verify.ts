import { oneLine, printable } from '../../core/quoting.js'
import { cacheDirectory } from '../../runtimes/cache/cache.js'
import { cachedNames } from '../../runtimes/manifest/stages.js'
import { defineCommand } from '../command.js'
import { installation as say } from '../installation-messages.js'
import { cacheOptions, flag } from '../options.js'
import { plainTable } from '../table.js'
import { chosenRuntimes } from './chosen.js'
import { brokenManifest, verifyAssets, verifyEntries } from './integrity.js'

/** `fuelcell runtimes verify`: whether everything still is what it was pinned or written as. */
export const runtimesVerifyCommand = defineCommand(
  {
    name: 'runtimes verify',
    usage: ['runtimes verify [options] [NAME…]'],
    describe:
      'Computes the SHA-256 of every pinned asset and has the host compute the BLAKE3 of every file in the cache, and compares them. ' +
      'Without a name all runtimes are checked, and modules of your own. A file that was altered is never loaded; this tells which.',
    words: 'mixed',
    options: { json: flag('Print the findings as JSON'), ...cacheOptions },
    examples: [{ command: 'fuelcell runtimes verify --json | jq .', meaning: 'get the findings as data' }],
    notes: 'Exit code: 0 when everything is sound, 1 when something is missing, altered or broken.',
  },
  async (values, words, { stdout, env }) => {
    const { sound: runtimes, broken } = await chosenRuntimes('runtimes verify', words, words.length === 0)
    const cacheDir = cacheDirectory(values['cache-dir'], env)
    const only = words.length === 0 ? undefined : new Set(runtimes.flatMap((runtime) => [...cachedNames(runtime)]))
    const findings = [
      ...broken.map(brokenManifest),
      ...(await verifyAssets(runtimes)),
      ...(await verifyEntries(cacheDir, only)),
    ]
    const wrong = findings.filter(({ state }) => state !== 'sound')
    if (values.json) stdout.write(`${JSON.stringify({ cacheDir, findings }, null, 2)}\n`)
    else {
      const head = ['STATE', 'WHAT', 'NAME', 'FILE']
      stdout.write(
        await plainTable(
          head,
          findings.map(({ state, what, name, path }) => [state, what, name, path].map(oneLine)),
        ),
      )
      stdout.write(say.verified(findings.length, wrong.length))
      for (const { advice } of wrong) stdout.write(`  ${printable(advice)}\n`)
    }
    return wrong.length === 0 ? 0 : 1
  },
)
