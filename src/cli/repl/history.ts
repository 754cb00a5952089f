/** Lines that were typed before, in the user's state folder. */
import { readFile, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { makeFolder } from '../../core/make-folder.js'

const MOST_LINES = 1000

/** `XDG_STATE_HOME`, else `~/.local/state`, as the XDG base directory specification has it. */
function pathOf(env: Readonly<Record<string, string | undefined>>): string {
  const { XDG_STATE_HOME: given = '', HOME = homedir() } = env
  return join(isAbsolute(given) ? given : join(HOME, '.local', 'state'), 'fuelcell', 'repl-history')
}

/** The newest first, as readline wants it. */
export async function readHistory(env: Readonly<Record<string, string | undefined>>): Promise<string[]> {
  const text = await readFile(pathOf(env), 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .slice(-MOST_LINES)
    .reverse()
}

/** A history that cannot be written is lost, and nothing else. */
export async function writeHistory(
  env: Readonly<Record<string, string | undefined>>,
  lines: readonly string[],
): Promise<void> {
  const path = pathOf(env)
  try {
    await makeFolder(dirname(path), 0o700)
    await writeFile(path, `${[...lines].reverse().slice(-MOST_LINES).join('\n')}\n`, { mode: 0o600 })
  } catch {
    // Nothing depends on it.
  }
}
