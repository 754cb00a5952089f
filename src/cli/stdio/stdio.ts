import { packageVersion } from '../../core/package-version.js'
import { parseCount } from '../../core/sizes.js'
import { closeRunner } from '../close-runner.js'
import { defineCommand } from '../command.js'
import { commandLine } from '../messages.js'
import { cacheOptions, flag, value, wallOptions } from '../options.js'
import { untilStopped } from '../until-stopped.js'
import { Connection } from './connection.js'

const MAX_WORKERS = 1024
const MAX_QUEUE = 1_000_000
const parseWorkers = (text: string, option: string) => parseCount(text, option, MAX_WORKERS)
const parseQueue = (text: string, option: string) => parseCount(text, option, MAX_QUEUE)

/** `fuelcell stdio`: runs for a program that keeps this process beside it. */
export const stdioCommand = defineCommand(
  {
    name: 'stdio',
    usage: ['stdio [options]'],
    describe:
      'Serves one client over stdin and stdout, one JSON message a line: runs with ids, several at a time, output as it comes, cancelling. ' +
      'docs/stdio.md has the messages. The end of stdin cancels what still runs and ends the process.',
    words: 'none',
    options: {
      workers: value('N', parseWorkers, 'Runs that go on at a time. Default: the number of processors'),
      queue: value(
        'N',
        parseQueue,
        'Runs that may wait for a worker; one more is answered with queue-full. Default 10000',
      ),
      drain: flag('At the end of stdin let runs come to their end instead of cancelling them'),
      ...cacheOptions,
      ...wallOptions,
    },
    examples: [
      {
        command: `echo '{"id":1,"type":"run","request":{"runtime":"python","code":"print(6*7)"}}' | fuelcell stdio --drain`,
        meaning: 'run a line and print its Result',
      },
    ],
  },
  async (values, _words, context) => {
    const stop = AbortSignal.any([context.interrupted, context.outputClosed])
    const { 'cache-dir': cacheDir, workers, queue } = values
    const runner = context.createRunner({
      ...(workers === undefined ? {} : { workers }),
      ...(queue === undefined ? {} : { queueLimit: queue }),
      ...(cacheDir === undefined ? {} : { cacheDir }),
      ...(values.strict ? { strict: true } : {}),
      onProgress: (event) => connection.tellProgress(event),
      onWarning: (message) => void context.stderr.write(commandLine.warned(message)),
    })
    // Whoever runs something is told; until then nobody waits for it.
    runner.catch(() => undefined)
    const connection = new Connection({ runner, version: await packageVersion(), stdout: context.stdout, stop })
    const stdin = context.stdin()
    try {
      await untilStopped(connection.read(stdin), stop)
      if (values.drain !== true) connection.cancelAll()
      await untilStopped(connection.settled(), stop)
      return 0
    } finally {
      connection.cancelAll()
      stdin.destroy()
      await closeRunner(runner, stop)
    }
  },
)
