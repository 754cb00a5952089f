import { z } from 'zod'
import { type Limits, maxLimits } from '../../core/limits.js'
import { MAX_CLOCK_START_MS } from '../../core/units.js'
import { nearestName } from '../../core/validate.js'
import { runtimes as say } from '../messages.js'
import { ARGS } from './argv.js'
import type { Manifest } from './manifest.js'
import { isPerSource } from './stages.js'

/** `wasm` is what a request says that brings its own module, so no runtime may be called so. */
const runtimeName = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9-]*$/, say.badRuntimeName)
  .refine((name) => name !== 'wasm', say.reservedName)
/** Also such as `c++`. */
const alias = z
  .string()
  .max(40)
  .regex(/^[a-z][a-z0-9+.-]*$/, say.badAlias)
  .refine((name) => name !== 'wasm', say.reservedName)
const extension = z.string().regex(/^(\.[a-z0-9+]{1,20})+$/, say.badExtension)
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

const asset = {
  package: packageName.exactOptional(),
  alsoIn: z.array(packageName).min(1).max(10).exactOptional(),
  registry: z.literal('pypi').exactOptional(),
  path: relativePath,
  sha256: z.string().regex(/^[0-9a-f]{64}$/, say.badDigest),
  bytes: z.int().positive(),
}
const hex = z.string().regex(/^([0-9a-f]{2})+$/, say.badHex)
const patched = { offset: z.int().min(0), from: hex, to: hex, why: line }
const sameLength = ({ from, to }: { readonly from: string; readonly to: string }) => from.length === to.length
const patch = z.strictObject(patched).refine(sameLength, say.patchLength)
const filePatch = z.strictObject({ file: relativePath, ...patched }).refine(sameLength, say.patchLength)
const guestPath = z.string().regex(/^(\/[^/\0\\]+)+$/, say.badGuestPath)
const mountPoint = guestPath.refine((path) => !/\/\.{1,2}(\/|$)/.test(path), say.badGuestPath)
const mount = z
  .strictObject({
    guest: mountPoint,
    from: z
      .strictObject({
        ...asset,
        strip: relativePath.exactOptional(),
        as: relativePath.exactOptional(),
        zip: relativePath.exactOptional(),
        of: runtimeName.exactOptional(),
        patches: z.array(filePatch).min(1).exactOptional(),
      })
      .refine((from) => from.of === undefined || from.package === undefined, say.archiveOf)
      .refine(({ registry, as, zip }) => {
        return registry === undefined ? as === undefined && zip === undefined : as === undefined || zip === undefined
      }, say.registryMount)
      .exactOptional(),
    folder: relativePath.exactOptional(),
    of: runtimeName.exactOptional(),
    report: z.boolean().exactOptional(),
  })
  .refine(({ from, folder }) => (from === undefined) !== (folder === undefined), say.mountOrigin)
  .refine(({ of, folder }) => of === undefined || folder !== undefined, say.mountOf)
/** The lowest of them is left for functions that use a little of the stack without taking it. */
const stackPages = z.int().min(2).max(4096)
const stage = z.strictObject({
  name: z.enum(['compile', 'link']),
  tool: runtimeName.max(31),
  wasm: z.strictObject(asset),
  patches: z.array(patch).min(1).exactOptional(),
  args: z.array(withoutNul).min(1),
  mounts: z.array(mount).exactOptional(),
  stackPages: stackPages.exactOptional(),
  output: relativePath,
  options: z.array(line).exactOptional(),
})
const index = z.int().min(0).max(0xffff_ffff)
const tuning = z.strictObject({
  promotedSha256: asset.sha256,
  sha256: asset.sha256,
  bytes: asset.bytes,
  variadic: z.array(z.strictObject({ function: index, parameter: index, is: line })).exactOptional(),
  objects: z
    .array(z.strictObject({ function: index, start: z.int().min(-1_000_000).max(-1), bytes: z.int().min(1), is: line }))
    .exactOptional(),
})
const parameters = z.strictObject({
  define: line.refine((text) => text.split('{name}').length === 2 && text.split('{value}').length === 2, say.badDefine),
  booleans: z.tuple([line, line]).exactOptional(),
  bigintSuffix: line.exactOptional(),
  escapes: z.record(z.string().length(1), line).exactOptional(),
  reserved: line.exactOptional(),
})
const exported = z.string().min(1).max(200)
const wheel = z.strictObject({
  registry: z.literal('pypi'),
  package: packageName,
  version: line,
  python: z.string().regex(/^3\.\d{1,2}$/),
  file: relativePath,
  sha256: asset.sha256,
  bytes: asset.bytes,
})
const limit = (name: keyof Limits) => z.int().min(1).max(maxLimits[name]).exactOptional()

const schema = z.strictObject({
  name: runtimeName,
  aliases: z.array(alias).exactOptional(),
  extensions: z.array(extension).exactOptional(),
  language: line.exactOptional(),
  parameters: parameters.exactOptional(),
  version: line,
  title: line,
  licence: line,
  source: line,
  wasm: z.strictObject(asset),
  wheel: wheel.exactOptional(),
  features: z.array(z.literal('exceptions')).min(1).exactOptional(),
  tableElements: z.int().min(1).max(1_000_000).exactOptional(),
  imports: z.record(z.string().regex(/^[^.]+\.[^.]+$/, say.badImport), z.int32()).exactOptional(),
  patches: z.array(patch).min(1).exactOptional(),
  stackPages: stackPages.exactOptional(),
  tune: tuning.exactOptional(),
  args: z.array(withoutNul).min(1),
  entry: relativePath,
  env: z.record(z.string().regex(/^[^\0=]+$/, say.badVariable), withoutNul),
  dropsMark: z
    .boolean()
    .exactOptional()
    .describe(
      'Whether a byte order mark at the beginning of the program is left out, which the language would stumble over.',
    ),
  envPrefix: z
    .string()
    .regex(/^[^\0=]+$/, say.badVariable)
    .exactOptional(),
  starts: z.strictObject({
    cold: z.strictObject({ functions: z.array(exported).min(1).exactOptional() }),
    warm: z
      .strictObject({
        boot: relativePath,
        of: runtimeName.exactOptional(),
        bootVariables: z.array(z.string().regex(/^[^\0=]+$/, say.badVariable)).exactOptional(),
        args: z.array(withoutNul).min(1).exactOptional(),
        call: z.strictObject({ init: exported, turn: exported, alloc: exported }).exactOptional(),
        image: z.literal('mapped').exactOptional(),
        rewind: z.strictObject({ main: z.uint32(), clear: z.array(z.uint32()) }).exactOptional(),
      })
      .exactOptional(),
  }),
  defaultStart: z.enum(['cold', 'warm']),
  mounts: z.array(mount).exactOptional(),
  embedded: z.array(mountPoint).exactOptional(),
  devices: mountPoint.exactOptional(),
  clockEndMs: z.int().min(1).max(MAX_CLOCK_START_MS).exactOptional(),
  limits: z
    .strictObject({
      fuel: limit('fuel'),
      timeoutMs: limit('timeoutMs'),
      memoryPages: limit('memoryPages'),
      outputBytes: limit('outputBytes'),
      diskBytes: limit('diskBytes'),
      diskEntries: limit('diskEntries'),
      openFiles: limit('openFiles'),
    } satisfies Record<keyof Limits, unknown>)
    .exactOptional(),
  stages: z.array(stage).min(1).exactOptional(),
  stdin: z.literal('program').exactOptional(),
  missing: z.array(line).exactOptional(),
})

/** The manifest in `value`, or all that is wrong with it, one sentence each. */
export function checkManifest(value: unknown): { manifest: Manifest } | { findings: readonly string[] } {
  const parsed = schema.safeParse(value)
  if (!parsed.success) return { findings: parsed.error.issues.flatMap(findingsOf) }
  // Of `from` and `folder` a mount has exactly one, which its type tells and the schema's does not.
  const manifest = parsed.data as Manifest
  const findings = contradictions(manifest)
  return findings.length > 0 ? { findings } : { manifest }
}

/** What is wrong with parts that are right each for itself. */
function contradictions({
  wasm,
  wheel,
  patches,
  stackPages,
  starts,
  defaultStart,
  args,
  mounts = [],
  devices,
  stages,
}: Manifest): string[] {
  const [first, ...later] = stages ?? []
  const guests = [...mounts.map(({ guest }) => guest), ...(devices === undefined ? [] : [devices])]
  const { call, image, rewind, args: bootArgs } = starts.warm ?? {}
  const isMapped = image !== undefined
  const assets = [wasm, ...mounts.flatMap((one) => ('from' in one ? [one.from] : []))]
  const ofRegistry = assets.filter(({ registry }) => registry !== undefined)
  const wrong: ReadonlyArray<readonly [isWrong: boolean, place: string, what: string]> = [
    [starts[defaultStart] === undefined, 'defaultStart', say.defaultStartMissing(defaultStart)],
    [args.filter((arg) => arg === ARGS).length > 1, 'args', say.argsTwice],
    [ofRegistry.some((one) => one.package !== undefined), 'wasm', say.registryPackage],
    [ofRegistry.length > 0 && wheel === undefined, 'wheel', say.wheelAbsent],
    [ofRegistry.length === 0 && wheel !== undefined, 'wheel', say.wheelUnused],
    [
      isMapped !== (call !== undefined) || (isMapped && (rewind ?? bootArgs) !== undefined),
      'starts.warm',
      say.imageCall,
    ],
    [new Set(guests).size < guests.length, 'mounts', say.mountTwice],
    [mounts.filter(({ report }) => report).length > 1, 'mounts', say.reportTwice],
    [first !== undefined && first.wasm.sha256 !== wasm.sha256, 'stages', say.stagesOtherWasm],
    [first !== undefined && (starts.warm !== undefined || mounts.length > 0), 'stages', say.stagesCold],
    [first !== undefined && patches !== undefined, 'patches', say.stagesPatched],
    [first !== undefined && stackPages !== undefined, 'stackPages', say.stagesStack],
    [first !== undefined && !isPerSource(first), 'stages', say.stagesSource],
    [later.some(isPerSource), 'stages', say.stagesSource],
  ]
  return wrong.filter(([isWrong]) => isWrong).map(([, place, what]) => say.finding(place, what))
}

function findingsOf(issue: z.core.$ZodIssue): string[] {
  const place = issue.path.map(String)
  if (issue.code !== 'unrecognized_keys') return [say.finding(place.join('.'), issue.message)]
  const known = knownKeys(place)
  return issue.keys.map((key) => say.unknownKey([...place, key].join('.'), nearestName(key, known)))
}

function knownKeys(place: readonly string[]): string[] {
  let at: unknown = schema
  for (const part of place) at = elementOf(at) ?? shapeOf(at)[part]
  return Object.keys(shapeOf(at))
}

function shapeOf(type: unknown): Readonly<Record<string, unknown>> {
  if (type instanceof z.ZodExactOptional) return shapeOf(type.unwrap())
  return type instanceof z.ZodObject ? type.shape : {}
}

function elementOf(type: unknown): unknown {
  if (type instanceof z.ZodExactOptional) return elementOf(type.unwrap())
  return type instanceof z.ZodArray ? type.element : undefined
}
