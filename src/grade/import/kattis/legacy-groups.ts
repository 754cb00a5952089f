/** Groups by `testdata.yaml`: the default grader adds up the points of tests and folders, folder by folder. */
import { kattisImports as say } from '../../messages/import-kattis.js'
import type { GroupDraft } from '../draft.js'
import { type Notes, refuse } from '../notes.js'
import type { Case, Folder } from './tree.js'

/** Makes the test of a case, with its points. */
export type TestOf = (one: Case, folder: Folder, points?: number) => GroupDraft['tests'][number]

const modes = ['sum', 'avg', 'min', 'max'] as const
type Mode = (typeof modes)[number]

export class LegacyGroups {
  constructor(
    private readonly testOf: TestOf,
    private readonly notes: Notes,
  ) {}

  /** @param data The folder `data`, with `sample` and `secret` in it. */
  groups(data: Folder): readonly GroupDraft[] {
    const of = (name: string) => data.folders.find(({ path }) => path === `data/${name}`)
    const [sample, secret] = [of('sample'), of('secret')]
    const ignoresSample = graderFlags(data).includes('ignore_sample')
    if (modeOf(data) !== 'sum' && !ignoresSample && sample !== undefined) {
      refuse(fieldOf(data, 'grader_flags'), say.graderMode(modeOf(data)))
    }
    const samples = sample === undefined ? [] : this.#flattened(sample, 'Samples', ignoresSample ? 0 : 1)
    const rest = secret === undefined ? [] : this.#flattened(secret, 'Secret', 1)
    // With `ignore_sample` only the secret tests count, whatever becomes of the samples.
    const required = breaks(data) && !ignoresSample ? samples.map(({ name }) => name) : []
    this.#warnOfRejection(data, secret, rest)
    return [...samples, ...rest.map((group) => requiring(group, required))]
  }

  /** The groups of a folder and those below it. @param scale By which its points are multiplied. */
  #flattened(folder: Folder, name: string, scale: number): readonly GroupDraft[] {
    const { cases, folders } = folder
    const given = modeOf(folder)
    // One alone is the greatest, too.
    const mode = given === 'max' && cases.length + folders.length === 1 ? 'sum' : given
    if (mode === 'max') refuse(fieldOf(folder, 'grader_flags'), say.graderMode(mode))
    if (mode === 'min') return [this.#allOrNothing(folder, name, scale)]
    const part = mode === 'avg' ? scale / (cases.length + folders.length) : scale
    const direct = cases.length === 0 ? [] : [this.#summed(folder, name, part)]
    const made: GroupDraft[] = [...direct]
    for (const inner of folders) {
      const required = breaks(folder) ? made.map((one) => one.name) : []
      const innerName = below(inner, name)
      made.push(...this.#flattened(inner, innerName, part).map((group) => requiring(group, required)))
    }
    return made
  }

  #summed(folder: Folder, name: string, scale: number): GroupDraft {
    const score = scoreOf(folder)
    const points = rounded(score * scale)
    const tests = folder.cases.map((one) => this.testOf(one, folder, points))
    if (breaks(folder) && folder.cases.length > 1 && points > 0) {
      this.notes.warn(fieldOf(folder, 'on_reject'), say.breaks)
    }
    return { name, points: rounded(points * tests.length), tests }
  }

  /** The least of scores that are 0 or all alike. */
  #allOrNothing(folder: Folder, name: string, scale: number): GroupDraft {
    const scores = new Set<number>()
    const tests: Array<GroupDraft['tests'][number]> = []
    const collect = (one: Folder, prefix: string) => {
      if (one.cases.length + one.folders.length > 1 && modeOf(one) !== 'min') {
        refuse(fieldOf(one, 'grader_flags'), say.graderMode(modeOf(one)))
      }
      if (one.cases.length > 0) scores.add(scoreOf(one))
      tests.push(...one.cases.map((inner) => this.testOf({ ...inner, name: `${prefix}${inner.name}` }, one)))
      for (const inner of one.folders) collect(inner, `${prefix}${inner.path.slice(one.path.length + 1)}/`)
    }
    collect(folder, '')
    const [score = 0, another] = scores
    if (another !== undefined) refuse(fieldOf(folder, 'grader_flags'), say.graderMode('min'))
    return { name, points: rounded(score * scale), scoring: 'all', tests }
  }

  /** The points of a submission that is rejected do not count, unless the grader accepts whoever passes anything. */
  #warnOfRejection(data: Folder, secret: Folder | undefined, groups: readonly GroupDraft[]): void {
    const accepts = [data, ...(secret === undefined ? [] : [secret])].some((folder) =>
      graderFlags(folder).some((flag) => flag === 'accept_if_any_accepted' || flag === 'always_accept'),
    )
    const isPartial =
      groups.length > 1 || groups.some(({ scoring, tests }) => scoring === undefined && tests.length > 1)
    if (!accepts && isPartial) this.notes.warn('data/secret: grader_flags', say.partial)
  }
}

/** A folder's name below `data/secret`. */
function below({ path }: Folder, above: string): string {
  const name = path.replace(/^data\/(secret|sample)\//, '')
  return above === 'Samples' ? `Samples/${name}` : name
}

function requiring(group: GroupDraft, names: readonly string[]): GroupDraft {
  const requires = [...new Set([...names, ...(group.requires ?? [])])]
  return requires.length === 0 ? group : { ...group, requires }
}

function modeOf(folder: Folder): Mode {
  return (
    modes.find((mode) => mode === graderFlags(folder).findLast((flag) => modes.some((one) => one === flag))) ?? 'sum'
  )
}

/** Arguments of the default grader; a key of an early draft says the same. */
function graderFlags({ config }: Folder): readonly string[] {
  const { value: grading, field } = config.values.get('grading') ?? {}
  if (grading !== undefined && grading !== 'default') refuse(field ?? 'testdata.yaml: grading', say.grader)
  const flags = String(config.values.get('grader_flags')?.value ?? '').split(/\s+/)
  const draft = draftScoring(config)
  return draft.aggregation === undefined ? flags : [...flags, String(draft.aggregation)]
}

function draftScoring(config: Folder['config']): Readonly<Record<string, unknown>> {
  const value = config.values.get('scoring')?.value
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function scoreOf(folder: Folder): number {
  const rejected = numberIn(folder, 'reject_score') ?? 0
  if (rejected !== 0) refuse(fieldOf(folder, 'reject_score'), say.rejectScore)
  const draft = draftScoring(folder.config).score
  const score = numberIn(folder, 'accept_score') ?? (typeof draft === 'number' ? draft : 1)
  return score >= 0 ? score : refuse(fieldOf(folder, 'accept_score'), say.negativeScore)
}

function numberIn({ config }: Folder, key: string): number | undefined {
  const given = config.values.get(key)
  if (given === undefined || given.value === null) return undefined
  const value = Number(given.value)
  return Number.isFinite(value) ? value : refuse(given.field, say.badNumber)
}

/** Judging a folder ends at the first that fails, unless it says `continue`. */
function breaks({ config }: Folder): boolean {
  return (config.values.get('on_reject')?.value ?? 'break') !== 'continue'
}

function fieldOf({ config, path }: Folder, key: string): string {
  return config.values.get(key)?.field ?? `${path}: ${key}`
}

/** Six decimals, as marks have them. */
function rounded(points: number): number {
  return Math.round(points * 1e6) / 1e6
}
