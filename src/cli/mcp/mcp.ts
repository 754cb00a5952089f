import { once } from 'node:events'
import { packageVersion } from '../../core/package-version.js'
import { closeRunner } from '../close-runner.js'
import { defineCommand } from '../command.js'
import { commandLine } from '../messages.js'
import { cacheOptions, wallOptions } from '../options.js'
import { untilStopped } from '../until-stopped.js'

/** `fuelcell mcp`: tools for agents, over stdio. */
export const mcpCommand = defineCommand(
  {
    name: 'mcp',
    usage: ['mcp [options]'],
    describe:
      'Serves the Model Context Protocol over stdin and stdout: tools that run code, keep sessions, grade and bench. ' +
      'An agent’s client starts it; docs/mcp.md has the lines for its configuration. Over HTTP it is part of fuelcell serve.',
    words: 'none',
    options: { ...cacheOptions, ...wallOptions },
    notes: 'Exit code: 0 at the end of the input, 126 for a fault.',
    examples: [{ command: 'fuelcell mcp', meaning: 'what a client’s configuration names' }],
  },
  async (values, _words, context) => {
    const cacheDir = values['cache-dir']
    const stop = AbortSignal.any([context.interrupted, context.outputClosed])
    const pending = context.createRunner({
      ...(cacheDir === undefined ? {} : { cacheDir }),
      ...(values.strict ? { strict: true } : {}),
      onWarning: (message) => void context.stderr.write(commandLine.warned(message)),
    })
    try {
      const runner = await untilStopped(pending, stop)
      const [{ serveStdio, StdioServerTransport }, { createMcpServer }, { SessionStore }] = await Promise.all([
        import('@modelcontextprotocol/server/stdio'),
        import('../../mcp/server.js'),
        import('../../runner/sessions/store.js'),
      ])
      const sessions = new SessionStore({ open: (options) => runner.openSession(options) })
      const version = await packageVersion()
      const parts = { run: runner.run.bind(runner), sessions, owner: 'stdio', version }
      const stdin = context.stdin()
      const ended = once(stdin, 'end', { signal: stop }).catch(() => undefined)
      const handle = serveStdio(() => createMcpServer(parts), {
        transport: new StdioServerTransport(stdin, context.stdout),
        onerror: (error) => void context.stderr.write(commandLine.warned(error.message)),
      })
      await ended
      await handle.close()
      return 0
    } finally {
      await closeRunner(pending, stop)
    }
  },
)
