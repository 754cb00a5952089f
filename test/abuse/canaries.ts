/** What no program may reach: a file, a variable, a listener on the loopback, and the place for temporary files. */
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const SECRET = 'canary-5b1d7c'

export interface Canaries extends AsyncDisposable {
  /** What has changed since they were set out. */
  changes(): readonly string[]
}

/** The variable and the place for temporary files are this process's own, and so of every host that it starts. */
export async function setOutCanaries(): Promise<Canaries> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fuelcell-abuse-')))
  const file = join(folder, 'canary')
  const temporary = join(folder, 'temporary')
  mkdirSync(temporary)
  writeFileSync(file, SECRET)
  const { mtimeMs } = statSync(file)
  let connections = 0
  const listener = createServer((socket) => {
    connections += 1
    socket.destroy()
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const before = { FUELCELL_CANARY: process.env.FUELCELL_CANARY, TMPDIR: process.env.TMPDIR }
  Object.assign(process.env, { FUELCELL_CANARY: SECRET, TMPDIR: temporary })
  return {
    changes: () => [
      ...(readFileSync(file, 'utf8') === SECRET && statSync(file).mtimeMs === mtimeMs ? [] : ['the file was written']),
      ...(connections === 0 ? [] : [`${connections} connections to the listener`]),
      ...readdirSync(temporary).map((name) => `${name} was left among temporary files`),
      ...readdirSync(folder).filter((name) => name !== 'canary' && name !== 'temporary'),
    ],
    async [Symbol.asyncDispose]() {
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
      }
      listener.close()
      await once(listener, 'close')
      rmSync(folder, { recursive: true })
    },
  }
}
