/** The judge's own checkers: a form of comparing, or a Python checker that decides as they do. */
import { dmojImports as say } from '../../messages/import-dmoj.js'
import type { TestFile } from '../../task/schema.js'
import { unwritten } from '../kattis/validator.js'
import { Fields, isMapping, type Notes, refuse } from '../notes.js'
import { programs } from './checker-programs.js'
import type { Node } from './node.js'

export interface Checker {
  readonly expected: (file: string) => NonNullable<TestFile['stdout']>
  /** A wrong answer may get a part of the points. */
  readonly isPartial: boolean
}

const DEFAULT_PRECISION = 6
const STUB = 'checkers/checker.py'

/** @param files Where programs that a checker needs are put. */
export function checkerOf(node: Node, files: Record<string, Uint8Array>, notes: Notes): Checker {
  const given = node.find('checker') ?? 'standard'
  const field = node.nameOf('checker')
  const isNamed = isMapping(given)
  const fields = new Fields(field, isNamed ? given : {}, notes)
  const name = isNamed ? fields.take('name') : given
  if (typeof name !== 'string') return refuse(field, say.badValue)
  const args = new Fields(fields.name('args'), fields.look('args'), notes)
  fields.close()
  if (name === 'bridged' || name.includes('.')) {
    notes.warn(field, say.checkerWritten(name, STUB))
    files[STUB] = Buffer.from(unwritten(name))
    return { expected: (file) => ({ file, checker: STUB }), isPartial: true }
  }
  const checker = known(name, args, field, files)
  if (checker === undefined) return refuse(field, say.checkerName(name))
  if (name === 'linecount') notes.warn(field, say.onError)
  args.ignore(['pe_allowed', 'feedback'])
  args.close()
  return checker
}

function known(name: string, args: Fields, field: string, files: Record<string, Uint8Array>): Checker | undefined {
  const program = (code: string, settings: Readonly<Record<string, unknown>>, isPartial = false): Checker => {
    const path = `checkers/${name}${Object.values(settings)
      .map((value) => `_${String(value).replace(/\W+/g, '_')}`)
      .join('')}.py`
    files[path] = Buffer.from(programs.head(settings) + code)
    return { expected: (file) => ({ file, checker: path }), isPartial }
  }
  switch (name) {
    case 'standard':
      return { expected: (file) => ({ file }), isPartial: false }
    case 'identical':
      return { expected: (file) => ({ file, match: 'exact' }), isPartial: false }
    case 'floats':
    case 'floatsabs':
    case 'floatsrel':
      return floats(name, args, field)
    case 'easy':
      return program(programs.easy, {})
    case 'rstripped':
      return program(programs.rstripped, { filter_new_line: args.take('filter_new_line') === true })
    case 'unordered':
      return program(programs.sorted, { split_on: 'whitespace' })
    case 'sorted': {
      const splitOn = args.take('split_on') ?? 'lines'
      if (splitOn !== 'lines' && splitOn !== 'whitespace') return refuse(args.name('split_on'), say.badValue)
      return program(programs.sorted, { split_on: splitOn })
    }
    case 'linecount':
      return program(programs.linecount, {}, true)
    case 'linematches': {
      const distribution = args.take('point_distribution') ?? [1]
      const required = args.take('filler_lines_required') !== false
      if (!Array.isArray(distribution) || !distribution.every((one) => Number.isSafeInteger(one))) {
        return refuse(args.name('point_distribution'), say.badValue)
      }
      return program(programs.linematches, { filler_lines_required: required, point_distribution: distribution }, true)
    }
  }
  return undefined
}

function floats(name: string, args: Fields, field: string): Checker {
  const precision = Number(args.take('precision') ?? DEFAULT_PRECISION)
  if (!Number.isFinite(precision)) return refuse(field, say.badValue)
  const bound = Number(`1e${-Math.trunc(precision)}`)
  const mode =
    name === 'floatsabs' ? 'absolute' : name === 'floatsrel' ? 'relative' : (args.take('error_mode') ?? 'default')
  switch (mode) {
    case 'default':
      return near({ abs: bound, rel: bound })
    case 'absolute':
      return near({ abs: bound })
    case 'relative':
      return near({ rel: bound })
  }
  return refuse(args.name('error_mode'), say.badValue)
}

function near(tolerance: { abs?: number; rel?: number }): Checker {
  return { expected: (file) => ({ file, match: 'standard', floats: tolerance }), isPartial: false }
}
