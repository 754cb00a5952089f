/** The file of keys: YAML with what each may do, or just keys, one a line. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { FuelcellError } from '../../core/errors.js'
import { readYaml, schemaFindings } from '../../core/yaml-document.js'
import { allowanceOf, allowanceShape } from '../allowance-schema.js'
import { keyFile as say } from '../messages.js'
import type { Key } from './key.js'

/** Shorter ones are guessed. */
const MIN_KEY_CHARACTERS = 8
const SHA256 = /^[0-9a-f]{64}$/i

const entry = z
  .strictObject({
    name: z.string().min(1).max(64),
    key: z.string().min(MIN_KEY_CHARACTERS, say.short(MIN_KEY_CHARACTERS)).exactOptional(),
    sha256: z.string().regex(SHA256, say.sha256).exactOptional(),
    expires: z.union([z.iso.datetime({ offset: true }), z.iso.date()]).exactOptional(),
    ...allowanceShape,
  })
  .refine(({ key, sha256 }) => (key === undefined) !== (sha256 === undefined), say.one)

export const keyFileSchema = z.strictObject({ keys: z.array(entry) })

/** @throws FuelcellError `invalid-option` with every finding. No finding quotes a key. */
export function parseKeyFile(text: string, path: string): readonly Key[] {
  const refuse = (findings: readonly string[]): never => {
    throw new FuelcellError('invalid-option', say.invalid(path, findings))
  }
  const keys = /^\s*(?:\{|keys\s*:)/m.test(text) ? fromYaml(text, refuse) : fromLines(text, refuse)
  if (keys.length === 0) refuse([say.empty])
  const names = new Set<string>()
  const digests = new Map<string, string>()
  for (const { name, sha256 } of keys) {
    if (names.has(name)) refuse([say.nameTwice(name)])
    names.add(name)
    const other = digests.get(sha256)
    if (other !== undefined) refuse([say.keyTwice(other, name)])
    digests.set(sha256, name)
  }
  return keys
}

type Refuse = (findings: readonly string[]) => never

function fromYaml(text: string, refuse: Refuse): readonly Key[] {
  const { value, lineOf } = readYaml(text, refuse)
  const read = keyFileSchema.safeParse(value)
  if (!read.success) return refuse(schemaFindings(read.error, keyFileSchema, lineOf))
  return read.data.keys.map(({ name, key, sha256, expires, ...allowance }) => ({
    name,
    sha256: (sha256 ?? digestOf(key ?? '')).toLowerCase(),
    ...(expires === undefined ? {} : { expiresMs: Date.parse(expires) }),
    ...allowanceOf(allowance),
  }))
}

/** `KEY`, or `NAME KEY`; a key may be `sha256:` and its digest. */
function fromLines(text: string, refuse: Refuse): readonly Key[] {
  return text.split('\n').flatMap((line, index) => {
    const words = line.trim().split(/\s+/)
    if (words[0] === '' || words[0]?.startsWith('#')) return []
    const [name, key] = words.length === 1 ? [`key-${index + 1}`, words[0]] : words
    if (name === undefined || key === undefined || words.length > 2) return refuse([say.line(index + 1)])
    const [, sha256] = /^sha256:(.*)$/i.exec(key) ?? []
    if (sha256 !== undefined && !SHA256.test(sha256)) return refuse([`line ${index + 1}: ${say.sha256}`])
    if (key.length < MIN_KEY_CHARACTERS) return refuse([`line ${index + 1}: ${say.short(MIN_KEY_CHARACTERS)}`])
    return [{ name, sha256: sha256?.toLowerCase() ?? digestOf(key) }]
  })
}

function digestOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
