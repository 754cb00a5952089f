import { z } from 'zod'
import { runtimes as say } from '../messages.js'
import { nearestName } from '../options.js'
import type { Manifest } from './manifest.js'

/** `wasm` is what a request says that brings its own module, so no runtime may be called so. */
const runtimeName = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9-]*$/, say.badRuntimeName)
  .refine((name) => name !== 'wasm', say.reservedName)
const line = z
  .string()
  .min(1)
  .max(500)
  .regex(/^\P{Cc}*$/u, say.controlCharacters)
const withoutNul = z.string().regex(/^[^\0]*$/, say.nul)
const packageName = z
  .string()
  .max(214)
  .regex(/^(@[a-z0-9-][a-z0-9._-]*\/)?[a-z0-9-][a-z0-9._-]*$/, say.badPackageName)
const relativePath = z
  .string()
  .min(1)
  .max(1024)
  .regex(/^[^\0\\]*$/, say.nulOrBackslash)
  .refine((path) => path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'), say.badPath)

const schema = z.strictObject({
  name: runtimeName,
  version: line,
  title: line,
  licence: line,
  source: line,
  wasm: z.strictObject({
    package: packageName,
    path: relativePath,
    sha256: z.string().regex(/^[0-9a-f]{64}$/, say.badDigest),
    bytes: z.int().positive(),
  }),
  args: z.array(withoutNul).min(1),
  entry: relativePath,
  env: z.record(z.string().regex(/^[^\0=]+$/, say.badVariable), withoutNul),
  starts: z.strictObject({
    cold: z.strictObject({}),
    warm: z
      .strictObject({
        boot: relativePath,
        bootVariables: z.array(z.string().regex(/^[^\0=]+$/, say.badVariable)).exactOptional(),
      })
      .exactOptional(),
  }),
  defaultStart: z.enum(['cold', 'warm']),
})

/** The manifest in `value`, or all that is wrong with it, one sentence each. */
export function checkManifest(value: unknown): { manifest: Manifest } | { findings: readonly string[] } {
  const parsed = schema.safeParse(value)
  if (!parsed.success) return { findings: parsed.error.issues.flatMap(findingsOf) }
  const manifest: Manifest = parsed.data
  if (manifest.starts[manifest.defaultStart] === undefined) {
    return { findings: [say.finding('defaultStart', say.defaultStartMissing(manifest.defaultStart))] }
  }
  return { manifest }
}

function findingsOf(issue: z.core.$ZodIssue): string[] {
  const place = issue.path.map(String)
  if (issue.code !== 'unrecognized_keys') return [say.finding(place.join('.'), issue.message)]
  const known = knownKeys(place)
  return issue.keys.map((key) => say.unknownKey([...place, key].join('.'), nearestName(key, known)))
}

function knownKeys(place: readonly string[]): string[] {
  let at: unknown = schema
  for (const part of place) at = shapeOf(at)[part]
  return Object.keys(shapeOf(at))
}

function shapeOf(type: unknown): Readonly<Record<string, unknown>> {
  if (type instanceof z.ZodExactOptional) return shapeOf(type.unwrap())
  return type instanceof z.ZodObject ? type.shape : {}
}
