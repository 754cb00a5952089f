/** A problem package in Kattis' format, legacy and since 2023-07: samples are seen, the rest is not. */
import { kattisImports as say } from '../../messages/import-kattis.js'
import type { TestFile } from '../../task/schema.js'
import { DEFAULT_ENTRY, type Draft, draftOf, type GroupDraft, type ImportOptions, type Source } from '../draft.js'
import { Notes, refuse } from '../notes.js'
import { type GivenSolution, type SolutionKind, solutionFiles } from '../solutions.js'
import { accountForRest, includedFiles } from './beside.js'
import { LegacyGroups, type TestOf } from './legacy-groups.js'
import { type Metadata, metadataOf, withConstants } from './metadata.js'
import { testGroups } from './test-groups.js'
import { allTests } from './tests.js'
import {
  accountForKeys,
  type Case,
  checkAnswer,
  emptyConfig,
  type Folder,
  foldersIn,
  groupKeys,
  legacyKeys,
  Tree,
} from './tree.js'
import { validatorOf } from './validator.js'

export function importPackage(path: string, source: Source, { entry = DEFAULT_ENTRY }: ImportOptions): Draft {
  const notes = new Notes()
  const metadata = metadataOf(path, source, entry, notes)
  const data = new Tree(source, metadata.constants, notes).folder('data', emptyConfig)
  const validator = validatorOf(metadata, source, notes)
  const included = includedFiles(source, entry, metadata.constants, notes)

  const testOf: TestOf = (one, folder, points) => {
    if (!validator.isCustom) checkAnswer(source, one)
    const flags = [...metadata.flags, ...one.flags]
    return {
      ...basicTest(one, included.files),
      ...seen(one, folder),
      ...validator.expected(
        one.answer,
        flags,
        one.flags.length > 0 ? `${folder.path}: output_validator_flags` : `${path}: validator_flags`,
      ),
      ...(points === undefined ? {} : { points }),
    }
  }
  const groups = groupsOf(data, metadata, testOf, notes).map(dressed)
  if (groups.every(({ tests }) => tests.length === 0)) refuse('data/', say.noTests)
  const solutions = solutionFiles(solutionsIn(source, notes), entry, source, notes, (text) =>
    withConstants(text, metadata.constants),
  )
  accountForRest(source, notes)
  const { title, limits, maxBytes } = metadata
  return draftOf(
    {
      title,
      entry,
      limits,
      ...(maxBytes === undefined ? {} : { maxBytes }),
      groups,
      files: { ...validator.files, ...included.written, ...solutions },
    },
    notes,
  )
}

function basicTest({ name, input, args, files, hint }: Case, included: Readonly<Record<string, string>>): TestFile {
  const all = { ...included, ...files }
  return {
    name,
    stdin_file: input,
    ...(args.length > 0 ? { args: [...args] } : {}),
    ...(Object.keys(all).length > 0 ? { files: all } : {}),
    ...(hint === undefined ? {} : { hint }),
  }
}

/** Where the package says otherwise than samples and secret tests are as a rule. */
function seen({ fullFeedback }: Case, { path }: Folder): Pick<TestFile, 'visibility' | 'feedback'> {
  const isSample = path === 'data/sample' || path.startsWith('data/sample/')
  if (fullFeedback === true && !isSample) return { visibility: 'visible', feedback: 'full' }
  return fullFeedback === false && isSample ? { feedback: 'none' } : {}
}

function groupsOf(
  data: Folder,
  { isScoring, isLegacy }: Pick<Metadata, 'isScoring' | 'isLegacy'>,
  testOf: TestOf,
  notes: Notes,
): readonly GroupDraft[] {
  if (isScoring) {
    const folders = foldersIn(data)
    const isOlder = folders.some(({ config }) => legacyKeys.some((key) => config.values.has(key)))
    const isNewer = folders.some(({ config }) => config.isGroup) || (!isLegacy && !isOlder)
    accountForKeys(data, isNewer ? groupKeys : legacyKeys, notes)
    return isNewer ? testGroups(data, testOf) : new LegacyGroups(testOf, notes).groups(data)
  }
  refuseParts(data)
  accountForKeys(data, ['on_reject', 'grading', 'grader_flags'], notes)
  // A program is accepted when it passes everything, samples too, and else it is not.
  const tests = (name: string) =>
    data.folders.filter(({ path }) => path === name).flatMap((one) => allTests(one, testOf))
  const [samples, secret] = [tests('data/sample'), tests('data/secret')]
  return [
    { name: 'Samples', points: secret.length === 0 ? 1 : 0, scoring: 'all', tests: samples },
    {
      name: 'Secret',
      points: 1,
      scoring: 'all',
      ...(samples.length === 0 ? {} : { requires: ['Samples'] }),
      tests: secret,
    },
  ]
}

/** Of a problem without points: what would accept who does not pass everything, or look at the source. */
function refuseParts(data: Folder): void {
  for (const { config } of foldersIn(data)) {
    const { grading, grader_flags: flags, static_validation_score: validation } = Object.fromEntries(config.values)
    if (grading !== undefined && grading.value !== 'default') refuse(grading.field, say.grader)
    if (validation !== undefined) refuse(validation.field, say.staticValidation)
    const [flag] = /\b(accept_if_any_accepted|always_accept)\b/.exec(String(flags?.value ?? '')) ?? []
    if (flags !== undefined && flag !== undefined) refuse(flags.field, say.anyAccepted(flag))
  }
}

function dressed(group: GroupDraft): GroupDraft {
  const { name, ...rest } = group
  const isSample = name === 'Samples' || name.startsWith('Samples/')
  return { name, match: 'kattis', ...(isSample ? {} : { visibility: 'hidden', feedback: 'none' }), ...rest }
}

const kinds: Readonly<Record<string, SolutionKind>> = {
  accepted: 'accepted',
  wrong_answer: 'wrong_answer',
  time_limit_exceeded: 'out_of_fuel',
  run_time_error: 'runtime_error',
}

function solutionsIn({ paths }: Source, notes: Notes): readonly GivenSolution[] {
  const below = paths.filter((path) => path.startsWith('submissions/')).map((path) => path.split('/'))
  const folders = [...new Set(below.filter((parts) => parts.length > 2).map(([, folder = '']) => folder))]
  for (const folder of folders.filter((one) => kinds[one] === undefined)) {
    notes.warn(`submissions/${folder}/`, say.noKind(folder))
  }
  const found = new Set(below.filter((parts) => parts.length > 2).map((parts) => parts.slice(0, 3).join('/')))
  return [...found].flatMap((path) => {
    const kind = kinds[path.split('/')[1] ?? '']
    return kind === undefined || path.split('/')[2]?.startsWith('.') === true ? [] : [{ path, kind }]
  })
}
