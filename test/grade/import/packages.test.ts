/** What becomes of each field of a package: taken over, without weight, warned of, or the package refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { draftYaml } from '../../../src/grade/import/draft.js'
import { realGrader, taskOf, verdictsOf } from '../../support/real-grader.js'
import { imported, type Package, packages, sourceOf } from './packages.js'

const all = packages()

/** The files that the grader may read: those of the package, and those that the import writes. */
async function taskAndFiles(one: Package) {
  const draft = await imported(one)
  const source = sourceOf(one)
  const files = Object.fromEntries(source.paths.map((path) => [path, source.bytes(path)]))
  return { draft, text: draftYaml(draft), files: { ...files, ...draft.files } }
}

describe.each(all.filter(({ refused }) => refused !== undefined))('$name', (one) => {
  it(`is refused: ${one.about}`, async () => {
    await expect(imported(one)).rejects.toMatchObject({ code: 'invalid-option', message: one.refused })
  })
})

describe.each(all.filter(({ refused }) => refused === undefined))('$name', (one) => {
  it(`is imported: ${one.about}`, async () => {
    const { draft, text, files } = await taskAndFiles(one)
    const warned = Object.fromEntries(draft.warnings.map(({ field, message }) => [field, message]))
    expect({
      taken: draft.taken,
      ignored: draft.ignored,
      warned,
      files: Object.keys(draft.files).sort(),
    }).toEqual({
      taken: one.taken,
      ignored: one.ignored,
      warned: Object.fromEntries(
        Object.entries(one.warned).map(([field, part]) => [field, expect.stringContaining(part)]),
      ),
      files: one.files,
    })
    if (one.task !== undefined) expect(draft.task).toMatchObject(one.task)
    // What was written is a task.
    taskOf(text, files)
  })
})

describe('graded', () => {
  let grader: Awaited<ReturnType<typeof realGrader>>
  beforeAll(async () => {
    grader = await realGrader()
  }, 300_000)
  afterAll(() => grader.close())

  it.each(all.filter(({ graded }) => graded.length > 0))(
    '$name',
    async (one) => {
      const { draft, text, files } = await taskAndFiles(one)
      for (const { code, score, verdicts } of one.graded) {
        const report = await grader.grade(text, { [draft.task.submission.entry]: code }, files)
        expect([code, report.score, verdictsOf(report)]).toEqual([code, score, verdicts])
      }
    },
    120_000,
  )
})
