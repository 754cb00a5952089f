/** A Redis of the test's own, on a socket in a temporary folder. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Whether a Redis server is installed. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

export interface TestRedis {
  readonly url: string
  /** Ends the server, as a crash would, and starts it anew on the same files. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** @param options Lines of its configuration, such as `--maxmemory`, `4mb`. */
export async function startRedis(...options: readonly string[]): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'fuelcell-redis-'))
  const socket = join(folder, 'socket')
  const start = async () => {
    const server = spawn(
      'redis-server',
      ['--port', '0', '--unixsocket', socket, '--dir', folder, '--save', '', '--appendfsync', 'always', ...options],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    await new Promise<void>((resolve, reject) => {
      let printed = ''
      server.on('exit', () => reject(new Error(`redis-server ended: ${printed}`)))
      server.stdout.on('data', (chunk) => {
        printed += String(chunk)
        if (/ready to accept connections/i.test(printed)) resolve()
      })
    })
    return server
  }
  let server = await start()
  const kill = async () => {
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }
  return {
    url: `unix://${socket}`,
    async restart() {
      await kill()
      server = await start()
    },
    async stop() {
      await kill()
      await rm(folder, { recursive: true })
    },
  }
}
