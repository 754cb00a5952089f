/** Who may call, and how much of it. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { FuelcellError } from '../core/errors.js'
import { maxLimits } from '../core/limits.js'
import { readYaml } from '../core/yaml-document.js'
import { server as say } from './messages.js'

const limitShape = Object.fromEntries(
  Object.entries(maxLimits).map(([name, most]) => [name, z.int().min(1).max(most).exactOptional()]),
)

const keySchema = z
  .strictObject({
    name: z.string().min(1).max(100).describe('What logs and metrics call it.'),
    key: z.string().min(8).max(1000).exactOptional().describe('The key itself.'),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .exactOptional()
      .describe('Or the SHA-256 of the key, in hexadecimal digits.'),
    fuelPerMinute: z.number().min(1_000_000).exactOptional().describe('Fuel that its runs may ask for in a minute.'),
    inFlight: z.int().min(1).exactOptional().describe('Runs under way at a time, those that wait among them.'),
    limits: z.strictObject(limitShape).exactOptional().describe('The largest limits that a run may ask for.'),
    priority: z.enum(['high', 'normal', 'low']).default('normal'),
    expires: z.iso.datetime({ offset: true }).exactOptional().describe('When it ends, such as 2030-01-01T00:00:00Z.'),
  })
  .refine(({ key, sha256 }) => (key === undefined) !== (sha256 === undefined), 'needs either key or sha256')

export const keyFileSchema = z.strictObject({ keys: z.array(keySchema).min(1).max(10_000) })

export type Priority = 'high' | 'normal' | 'low'

/** Somebody who calls. */
export interface Caller {
  readonly name: string
  readonly fuelPerMinute?: number
  readonly inFlight?: number
  readonly limits?: Readonly<Record<string, number>>
  readonly priority: Priority
  readonly expiresMs?: number
}

/** Whoever calls where no key is asked for. */
export const anybody: Caller = { name: 'anybody', priority: 'normal' }

/** Keys are kept and looked up by their SHA-256: neither the time of a look-up nor a dump of the memory tells one. */
export type Keys = ReadonlyMap<string, Caller>

/** @throws FuelcellError `invalid-option` with every finding. */
export function parseKeyFile(text: string, path: string): Keys {
  const { value } = readYaml(text, (findings) => {
    throw new FuelcellError('invalid-option', say.keyFile(path, findings.join('; ')))
  })
  const read = keyFileSchema.safeParse(value)
  if (!read.success) {
    const [issue] = read.error.issues
    throw new FuelcellError('invalid-option', say.keyFile(path, `${issue?.path.join('.')}: ${issue?.message}`))
  }
  const keys = new Map<string, Caller>()
  const names = new Set<string>()
  for (const { key, sha256, expires, ...rest } of read.data.keys) {
    const digest = sha256 ?? digestOf(key ?? '')
    if (keys.has(digest) || names.has(rest.name)) {
      throw new FuelcellError('invalid-option', say.keyFile(path, `the key or name of ${rest.name} is there twice`))
    }
    names.add(rest.name)
    keys.set(digest, { ...rest, ...(expires === undefined ? {} : { expiresMs: Date.parse(expires) }) } as Caller)
  }
  return keys
}

export function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/**
 * The key that came with a request, in the spellings that clients have: a bearer token, the bare key of Piston's clients,
 * Jobe's and Judge0's headers. Some clients send a header twice, which arrives joined by a comma.
 */
export function givenKey(headers: Headers, url: URL): string | undefined {
  const authorization = headers.get('authorization')?.trim()
  const given =
    authorization?.replace(/^bearer\s+/i, '') ??
    headers.get('x-api-key')?.split(',')[0] ??
    headers.get('x-auth-token')?.split(',')[0] ??
    url.searchParams.get('X-Auth-Token') ??
    undefined
  const key = given?.trim()
  return key === '' ? undefined : key
}
