import { installation as say } from '../../messages.js'
import { cacheDirectory, removeEntries } from '../../runtimes/cache.js'
import { cachedNames } from '../../runtimes/stages.js'
import { defineCommand } from '../command.js'
import { formatBytes } from '../format.js'
import { cacheOptions, flag } from '../options.js'
import { chosenRuntimes } from './chosen.js'

/** `fuelcell runtimes remove`: frees the space of what can be compiled again. */
export const runtimesRemoveCommand = defineCommand(
  {
    name: 'runtimes remove',
    usage: ['runtimes remove [options] NAME…', 'runtimes remove [options] --all'],
    describe:
      'Takes the compiled code of runtimes, for every start and every version of the engine, and their unpacked directories out of the ' +
      'cache. The next run compiles again. Runs that are under way are not disturbed; a provisioning that is may fail, and has to be ' +
      'asked for again. C and C++ share their tools, so both lose them.',
    words: 'mixed',
    options: { all: flag('All runtimes that there are; modules of your own stay'), ...cacheOptions },
    examples: [{ command: 'fuelcell runtimes remove python', meaning: 'free what one takes' }],
  },
  async (values, words, { stdout, env }) => {
    const runtimes = await chosenRuntimes('runtimes remove', words, values.all)
    const cacheDir = cacheDirectory(values['cache-dir'], env)
    for (const runtime of runtimes) {
      const names = cachedNames(runtime)
      const removed = await removeEntries(cacheDir, (entry) => names.has(entry.name) && entry.manifestSha256 !== '')
      const bytes = removed.reduce((sum, entry) => sum + entry.bytes, 0)
      stdout.write(say.removed(runtime.name, removed.length, formatBytes(bytes)))
    }
    return 0
  },
)
