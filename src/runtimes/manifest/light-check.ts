/** A check of manifests without the schema library, which takes longer to load than a small run needs. */
import type { Manifest } from './manifest.js'

/** The manifest in a text, if what a look-up in the cache or for a language touches has the right shape. */
export function lightlyChecked(text: string): Manifest | undefined {
  try {
    const value = JSON.parse(text) as Partial<Manifest> | null
    const sound =
      typeof value?.name === 'string' &&
      typeof value.wasm?.sha256 === 'string' &&
      isText(value.entry) &&
      isObject(value.env) &&
      isObject(value.starts) &&
      (value.starts.warm === undefined || isWarmStart(value.starts.warm)) &&
      isListOf(value.args ?? null, isText) &&
      isListOf(value.aliases, isText) &&
      isListOf(value.extensions, isText) &&
      (value.language === undefined || isText(value.language)) &&
      (value.parameters === undefined || isParameters(value.parameters)) &&
      isListOf(value.mounts, isMount) &&
      isListOf(value.stages, isStage) &&
      isListOf(value.embedded, isText) &&
      (value.devices === undefined || isText(value.devices)) &&
      (value.clockEndMs === undefined || typeof value.clockEndMs === 'number') &&
      (value.limits === undefined || isObject(value.limits))
    return sound ? (value as Manifest) : undefined
  } catch {
    return undefined
  }
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return value === undefined || (Array.isArray(value) && value.every(isItem))
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isMount(value: unknown): boolean {
  return isObject(value) && isText(value.guest)
}

function isWarmStart(value: unknown): boolean {
  return isObject(value) && isText(value.boot) && isListOf(value.bootVariables, isText) && isListOf(value.args, isText)
}

function isParameters(value: unknown): boolean {
  if (!isObject(value)) return false
  const { define, booleans, bigintSuffix, escapes, reserved } = value
  return (
    isText(define) &&
    isListOf(booleans, isText) &&
    (bigintSuffix === undefined || isText(bigintSuffix)) &&
    (escapes === undefined || (isObject(escapes) && Object.values(escapes).every(isText))) &&
    (reserved === undefined || isText(reserved))
  )
}

function isStage(value: unknown): boolean {
  if (!isObject(value)) return false
  const { args, mounts, options, wasm } = value
  return (
    isText(value.tool) &&
    isObject(wasm) &&
    isText(wasm.sha256) &&
    isListOf(args ?? null, isText) &&
    isListOf(mounts, isMount) &&
    isListOf(options, isText)
  )
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
