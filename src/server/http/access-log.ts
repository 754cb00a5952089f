/** One line for each request: who asked what and how it went. Nothing of what was sent, no code, no stdin, no key. */

export interface AccessRecord {
  /** When it was answered, ISO 8601. */
  readonly time: string
  readonly id: string
  /** The name of the key, where one is asked for. */
  readonly key?: string
  readonly method: string
  /** Without the query, in which a key may be. */
  readonly path: string
  readonly status: number
  readonly ms: number
  /** What was run and what it came to, where it was one run. */
  readonly runtime?: string
  readonly outcome?: string
  readonly fuel?: number
  readonly cache?: 'hit' | 'miss'
  /** The code of the error that was answered. */
  readonly error?: string
}

/** What a handler knows beside the request. */
export type Told = Partial<Pick<AccessRecord, 'runtime' | 'outcome' | 'fuel' | 'cache' | 'error'>>

const MAX_PATH = 200
/** Ids of programs and submissions let whoever knows them have these. */
const ID = /\/(?=[0-9a-f-]{20,})[0-9a-f-]+/gi

export function loggedPath(path: string): string {
  return path.slice(0, MAX_PATH).replace(ID, '/:id')
}
