/** Tests in the groups of a testset, with their points. */
import { polygonImports as say } from '../../messages/import-polygon.js'
import type { TestFile } from '../../task/schema.js'
import type { GroupDraft } from '../draft.js'
import { type Notes, refuse } from '../notes.js'
import { element, elements, type XmlElement } from '../read-xml.js'

export interface PolygonTest {
  readonly test: TestFile
  readonly isSample: boolean
  readonly points: number
  readonly group: string | undefined
}

const hidden = { visibility: 'hidden', feedback: 'none' } as const

/** Without points a program is accepted when it passes everything. */
export function plainGroups(tests: readonly PolygonTest[]): readonly GroupDraft[] {
  const samples = tests.filter(({ isSample }) => isSample).map(({ test }) => test)
  const rest = tests.filter(({ isSample }) => !isSample).map(({ test }) => test)
  const only = rest.length === 0 ? 1 : 0
  return [
    { name: 'Samples', points: only, scoring: 'all', tests: samples },
    {
      name: 'Tests',
      ...hidden,
      points: 1,
      scoring: 'all',
      ...(samples.length === 0 ? {} : { requires: ['Samples'] }),
      tests: rest,
    },
  ]
}

/** With points, each group gives them as its policy says; a test without a group gives its own. */
export function groupsWithPoints(
  tests: readonly PolygonTest[],
  declared: readonly XmlElement[],
  notes: Notes,
): readonly GroupDraft[] {
  const names = [...new Set(tests.map(({ group }) => group))]
  const isLoose = tests.some(({ group, points }) => group === undefined && points > 0)
  if (names.length > 1 && isLoose) notes.warn('problem.xml: tests', say.mixedGroup)
  const made: string[] = []
  return names.map((name): GroupDraft => {
    const within = tests.filter(({ group }) => group === name)
    const found = declared.find(({ attributes }) => attributes.name === name)
    const requires = dependenciesOf(found, made)
    const called = name === undefined || name === '' ? 'Tests' : name
    made.push(called)
    const isSample = within.every((one) => one.isSample)
    const { 'feedback-policy': feedback } = found?.attributes ?? {}
    const seen: Pick<GroupDraft, 'visibility' | 'feedback'> = isSample
      ? {}
      : feedback === 'complete'
        ? { feedback: 'none' }
        : hidden
    const common = { name: called, ...seen, ...(requires.length === 0 ? {} : { requires: [...requires] }) }
    return { ...common, ...scored(found, within, called) }
  })
}

function scored(
  declared: XmlElement | undefined,
  tests: readonly PolygonTest[],
  name: string,
): Pick<GroupDraft, 'points' | 'scoring' | 'tests'> {
  const { 'points-policy': policy = 'each-test', points: given } = declared?.attributes ?? {}
  const sum = rounded(tests.reduce((all, { points }) => all + points, 0))
  const plain = tests.map(({ test }) => test)
  switch (policy) {
    case 'complete-group': {
      const points = given === undefined ? sum : Number(given)
      if (!(points >= 0)) return refuse(`problem.xml: group ${name}: points`, say.badNumber)
      return { points, scoring: 'all', tests: plain }
    }
    case 'each-test':
      return { points: sum, tests: tests.map(({ test, points }) => ({ ...test, points })) }
    case 'lowest-score': {
      const points = new Set(tests.map((one) => one.points))
      const [least = 0] = points
      if (points.size > 1) return refuse(`problem.xml: group ${name}: points-policy`, say.unequal)
      return { points: least, scoring: 'all', tests: plain }
    }
  }
  return refuse(`problem.xml: group ${name}: points-policy`, say.policy(policy))
}

function dependenciesOf(group: XmlElement | undefined, made: readonly string[]): readonly string[] {
  return elements(element(group, 'dependencies'), 'dependency').map(({ attributes }) => {
    const name = attributes.group ?? ''
    return made.includes(name)
      ? name
      : refuse(`problem.xml: group ${group?.attributes.name ?? ''}: dependencies`, say.unknownGroup(name))
  })
}

/** Six decimals, as marks have them. */
function rounded(points: number): number {
  return Math.round(points * 1e6) / 1e6
}
