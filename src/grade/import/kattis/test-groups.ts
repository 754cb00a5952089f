/** Groups by `test_group.yaml`, as the format has them since 2023-07. */
import { kattisImports as say } from '../../messages/import-kattis.js'
import type { GroupDraft } from '../draft.js'
import { refuse } from '../notes.js'
import type { TestOf } from './legacy-groups.js'
import { allTests } from './tests.js'
import type { Folder } from './tree.js'

const DEFAULT_MAX_SCORE = 100
const aggregations = ['pass-fail', 'sum', 'min'] as const
type Aggregation = (typeof aggregations)[number]

/** @param data The folder `data`. Samples give no points. */
export function testGroups(data: Folder, testOf: TestOf): readonly GroupDraft[] {
  const sample = data.folders.find(({ path }) => path === 'data/sample')
  const secret = data.folders.find(({ path }) => path === 'data/secret')
  const samples: GroupDraft[] =
    sample === undefined ? [] : [{ name: 'Samples', points: 0, tests: allTests(sample, testOf) }]
  if (secret === undefined) return samples
  const max = maxScore(secret) ?? DEFAULT_MAX_SCORE
  const mode = aggregation(secret) ?? 'sum'
  const required = requires(secret, new Map([['sample', 'Samples']]))
  const groups = secret.folders.filter(({ config }) => config.isGroup)
  const whole = { ...required, name: 'Secret', points: max, tests: allTests(secret, testOf) }
  if (groups.length === 0) return [...samples, mode === 'sum' ? whole : { ...whole, scoring: 'all' }]
  if (mode === 'pass-fail') return [...samples, { ...whole, scoring: 'all' }]
  const made = groupsOf(groups, testOf, required.requires ?? [])
  if (mode === 'sum') return [...samples, ...made]
  // The least of them is 0 or the smallest of their points, where none gives a part of its own.
  for (const [index, group] of made.entries()) {
    if (group.scoring !== 'all' && group.tests.length > 1)
      refuse(field(groups[index], 'score_aggregation'), say.graderMode('min'))
  }
  return [...samples, { ...whole, points: Math.min(...made.map(({ points = 0 }) => points)), scoring: 'all' }]
}

function groupsOf(folders: readonly Folder[], testOf: TestOf, required: readonly string[]): readonly GroupDraft[] {
  const known = new Map([['sample', 'Samples']])
  return folders.map((folder): GroupDraft => {
    const name = folder.path.replace(/^data\/secret\//, '')
    const points = maxScore(folder) ?? refuse(field(folder, 'max_score'), say.unbounded)
    const own = requires(folder, known)
    known.set(`secret/${name}`, name)
    const all = [...new Set([...required, ...(own.requires ?? [])])]
    return {
      name,
      points,
      // All tests of a group are worth the same, so that the least of them is nothing or all.
      ...((aggregation(folder) ?? 'pass-fail') === 'sum' ? {} : { scoring: 'all' }),
      ...(all.length === 0 ? {} : { requires: all }),
      tests: allTests(folder, testOf),
    }
  })
}

function maxScore(folder: Folder): number | undefined {
  const validation = folder.config.values.get('static_validation_score')
  if (validation !== undefined) refuse(validation.field, say.staticValidation)
  const given = folder.config.values.get('max_score')
  if (given === undefined) return undefined
  if (given.value === 'unbounded') return refuse(given.field, say.unbounded)
  const points = Number(given.value)
  return points >= 0 ? points : refuse(given.field, say.badNumber)
}

function aggregation(folder: Folder): Aggregation | undefined {
  const given = folder.config.values.get('score_aggregation')
  if (given === undefined) return undefined
  return aggregations.find((one) => one === given.value) ?? refuse(given.field, say.aggregation(String(given.value)))
}

/** @param known The groups above, by their names in the package. */
function requires(folder: Folder, known: ReadonlyMap<string, string>): Pick<GroupDraft, 'requires'> {
  const given = folder.config.values.get('require_pass')
  if (given === undefined) return {}
  const names = (Array.isArray(given.value) ? given.value : [given.value]).map(String)
  const found = names.map(
    (name) => known.get(name) ?? known.get(`secret/${name}`) ?? refuse(given.field, say.requirePass(name)),
  )
  return found.length === 0 ? {} : { requires: found }
}

function field(folder: Folder | undefined, key: string): string {
  return folder?.config.values.get(key)?.field ?? `${folder?.path ?? 'data'}: ${key}`
}
