import { cacheDirectory, type ListedEntry } from '../../runtimes/cache/cache.js'
import { awaitBuilders, removeEntries, removeLeftovers } from '../../runtimes/cache/remove.js'
import { examineRuntimes } from '../../runtimes/manifest/examine.js'
import type { ResolvedRuntime } from '../../runtimes/manifest/manifest.js'
import { cachedNames } from '../../runtimes/manifest/stages.js'
import { defineCommand } from '../command.js'
import { formatBytes } from '../format.js'
import { installation as say } from '../installation-messages.js'
import { cacheOptions, flag } from '../options.js'
import { untilStopped } from '../until-stopped.js'
import { chosenRuntimes } from './chosen.js'

/** `fuelcell runtimes remove`: frees the space of what can be compiled again. */
export const runtimesRemoveCommand = defineCommand(
  {
    name: 'runtimes remove',
    usage: ['runtimes remove [options] NAME…', 'runtimes remove [options] --all'],
    describe:
      'Takes the compiled code of runtimes, for every start and every version of the engine, and their unpacked directories out of the ' +
      'cache. The next run compiles again. Runs that are under way are not disturbed; a provisioning that is under way is waited for. ' +
      'C and C++ share their tools, and lose them together.',
    words: 'mixed',
    options: {
      all: flag(
        'All runtimes, also those that are not there any more, what is damaged or of another version, and what processes left ' +
          'that were killed; modules of your own stay',
      ),
      ...cacheOptions,
    },
    examples: [{ command: 'fuelcell runtimes remove python', meaning: 'free what one takes' }],
  },
  async (values, words, { stdout, stderr, env, interrupted }) => {
    const { sound: runtimes } = await chosenRuntimes('runtimes remove', words, values.all)
    const others = values.all === true ? [] : (await examineRuntimes()).sound
    const cacheDir = cacheDirectory(values['cache-dir'], env)
    for (const runtime of runtimes) {
      const names = cachedNames(runtime)
      const onWait = () => stderr.write(say.removalWaits(runtime.name))
      await untilStopped(awaitBuilders(cacheDir, names, onWait), interrupted)
      const removed = await removeEntries(cacheDir, (entry) => names.has(entry.name) && isOfRuntime(entry))
      const sharing = removed.length === 0 ? [] : sharingWith(runtime, others, runtimes)
      stdout.write(say.removed(runtime.name, removed.length, formatBytes(totalBytes(removed)), sharing))
    }
    if (values.all === true) {
      // Those of runtimes that are not there any more.
      const orphans = await removeEntries(cacheDir, isOfRuntime)
      const leftovers = await removeLeftovers(cacheDir)
      const count = orphans.length + leftovers.count
      if (count > 0) stdout.write(say.leftoversRemoved(count, formatBytes(totalBytes(orphans) + leftovers.bytes)))
    }
    return 0
  },
)

/** Not a module of the caller's own. */
function isOfRuntime({ manifestSha256 }: ListedEntry): boolean {
  return manifestSha256 !== ''
}

function totalBytes(entries: readonly ListedEntry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0)
}

/** The runtimes that lose something with this one and were not named themselves. */
function sharingWith(
  runtime: ResolvedRuntime,
  all: readonly ResolvedRuntime[],
  named: readonly ResolvedRuntime[],
): readonly string[] {
  const cached = cachedNames(runtime)
  const wanted = new Set(named.map(({ name }) => name))
  const sharing = all.filter(
    (other) => !wanted.has(other.name) && [...cachedNames(other)].some((one) => cached.has(one)),
  )
  return sharing.map(({ name }) => name)
}
