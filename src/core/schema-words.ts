/** What a schema found wrong, in words for whoever wrote the file. */
import type { z } from 'zod'
import { documents as say, type WantedType } from './document-messages.js'

const types: Readonly<Record<string, WantedType>> = {
  string: 'text',
  number: 'number',
  int: 'whole',
  bigint: 'whole',
  boolean: 'boolean',
  array: 'list',
  object: 'mapping',
  record: 'mapping',
  map: 'mapping',
  null: 'nothing',
}

/** In place of the library's own words, for its option `error`; a schema that has words of its own keeps them. */
export function issueWords(issue: z.core.$ZodRawIssue): string | undefined {
  const given: unknown = issue.input
  switch (issue.code) {
    case 'invalid_type':
      return say.wrongType(typesOf(issue), given)
    case 'invalid_union': {
      const wanted = issue.errors.flatMap((issues) =>
        issues.flatMap((one) => (one.path.length === 0 ? typesOf(one) : [])),
      )
      return say.wrongType([...new Set(wanted)], given)
    }
    case 'invalid_value':
      return say.wrongValue(issue.values.map(String), given)
    case 'too_small':
      return isAmount(issue.origin)
        ? say.tooSmall(Number(issue.minimum), issue.inclusive !== false, issue.origin === 'int', given)
        : say.tooShort(Number(issue.minimum), unitOf(issue.origin))
    case 'too_big':
      return isAmount(issue.origin)
        ? say.tooLarge(Number(issue.maximum), issue.inclusive !== false, given)
        : say.tooLong(Number(issue.maximum), unitOf(issue.origin))
    case 'invalid_format':
      return say.wrongForm(issue.pattern ?? issue.format, given)
    case 'not_multiple_of':
      return say.wrongType(['whole'], given)
    default:
      return undefined
  }
}

function typesOf(issue: z.core.$ZodIssue | z.core.$ZodRawIssue): readonly WantedType[] {
  if (issue.code === 'invalid_value') return ['text']
  if (issue.code !== 'invalid_type') return []
  const wanted = types[issue.expected] ?? 'other'
  const isWhole = 'format' in issue && String(issue.format).endsWith('int')
  return [wanted === 'number' && isWhole ? 'whole' : wanted]
}

function isAmount(origin: string): boolean {
  return origin === 'number' || origin === 'int' || origin === 'bigint'
}

function unitOf(origin: string): 'characters' | 'items' {
  return origin === 'string' ? 'characters' : 'items'
}
