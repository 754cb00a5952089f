/** The key that a request came with, in any of the ways in which clients send one. */
import type { Context } from 'hono'

/** In this order: as our own clients do it, as Piston's, as Jobe's, as Judge0's. */
const headers = ['x-api-key', 'x-auth-token'] as const

export function credentialOf(c: Context): string | undefined {
  const authorization = c.req.header('authorization')
  if (authorization !== undefined && authorization !== '') return first(authorization.replace(/^bearer +/i, ''))
  for (const name of headers) {
    const value = c.req.header(name)
    if (value !== undefined && value !== '') return first(value)
  }
  // Judge0's clients may put it there. It is kept out of every log.
  return c.req.query('X-Auth-Token') ?? undefined
}

/** Headers that a client sends twice are joined by a comma. */
function first(value: string): string {
  return value.split(',', 1)[0]?.trim() ?? ''
}
