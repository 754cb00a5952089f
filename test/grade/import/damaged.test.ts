/** Packages with something broken in them: an import may refuse them, and never fails otherwise, nor makes what is no task. */
import { describe, expect, it } from 'vitest'
import { FuelcellError } from '../../../src/core/errors.js'
import { draftYaml } from '../../../src/grade/import/draft.js'
import { taskOf } from '../../support/real-grader.js'
import { imported, type Package, packages, sourceOf } from './packages.js'

/** What stands where something else should. */
const strangers = ['null', '-1', '1e999', 'text', '[[1]]', '{a: 1}', '&a [*a]', '!!x y']
const describing = /\.(ya?ml|json|xml|ini)$|^\.timelimit$/

/** The package with each of its describing files cut off, and with each value in them replaced. */
function damaged(one: Package): readonly Package[] {
  const files = Object.entries(one.package).filter(([path]) => describing.test(path))
  return files.flatMap(([path, content]) => {
    if (typeof content !== 'string') return []
    const lines = content.split('\n')
    const cut = lines.map((_, at) => lines.slice(0, at).join('\n') + (lines[at] ?? '').slice(0, 7))
    const replaced = lines.flatMap((line, at) =>
      strangers.map((value) => {
        const changed = line.replace(/(:\s*|=\s*"?)[^{}"<>]+/, `$1${value}`)
        return [...lines.slice(0, at), changed, ...lines.slice(at + 1)].join('\n')
      }),
    )
    return [...new Set([...cut, ...replaced])].map((text) => ({ ...one, package: { ...one.package, [path]: text } }))
  })
}

async function attempt(one: Package): Promise<string> {
  try {
    const draft = await imported(one)
    const source = sourceOf(one)
    const files = Object.fromEntries(source.paths.map((path) => [path, source.bytes(path)]))
    taskOf(draftYaml(draft), { ...files, ...draft.files })
    return 'imported'
  } catch (error) {
    if (error instanceof FuelcellError && error.code === 'invalid-option' && !error.message.startsWith('grade.yaml'))
      return 'refused'
    return `${one.package[Object.keys(one.package).find((path) => describing.test(path)) ?? '']}\n${error instanceof Error ? error.stack : error}`
  }
}

describe('damaged packages', () => {
  it.each(packages().filter(({ name }) => !name.endsWith('slow')))(
    '$name',
    async (one) => {
      const all = damaged(one)
      const outcomes = await Promise.all(all.map(attempt))
      expect(outcomes.filter((outcome) => outcome !== 'imported' && outcome !== 'refused')).toEqual([])
    },
    60_000,
  )
})
