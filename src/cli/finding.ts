/** What `doctor` finds. */
import type { Greeting } from './greet-host.js'

export interface Finding {
  readonly subject: 'node' | 'host' | 'build' | 'hardening' | 'cache' | 'runtime' | 'entry'
  /** A `note` is worth knowing, but nothing is wrong. */
  readonly state: 'ok' | 'note' | 'problem'
  readonly message: string
  /** What to do, where the message does not say it. */
  readonly advice?: string
}

/** What is checked; tests hand in their own. */
export interface Installation {
  readonly nodeVersion: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cacheDir?: string | undefined
  /** Folder of the runtimes; the package's own when absent. */
  readonly runtimesFolder?: string
  readonly greetHost: () => Promise<Greeting>
}

/** What an error says is the finding; our own errors name the next step themselves. */
export function problem(subject: Finding['subject'], error: unknown, advice?: string): Finding {
  const message = error instanceof Error ? error.message : String(error)
  return { subject, state: 'problem', message, ...(advice === undefined ? {} : { advice }) }
}
