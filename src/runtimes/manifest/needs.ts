import type { Needs } from '../../core/compiled-module.js'
import type { Manifest } from './manifest.js'

/** What a manifest says is special about its module; `null` when that is nothing. */
export function needsOf({
  features,
  tableElements,
  imports,
  starts,
}: Pick<Manifest, 'features' | 'tableElements' | 'imports' | 'starts'>): Needs | null {
  const { functions } = starts.cold
  if ((features ?? tableElements ?? imports ?? functions) === undefined) return null
  return {
    exceptions: features?.includes('exceptions') ?? false,
    tableElements: tableElements ?? null,
    stubs: Object.entries(imports ?? {}).map(([path, answer]) => {
      const dot = path.indexOf('.')
      return { module: path.slice(0, dot), name: path.slice(dot + 1), answer }
    }),
    starts: functions ?? [],
  }
}
