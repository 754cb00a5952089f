/** A task without what its schema found wrong, so that the rest can be looked at as well and all findings are told at once. */
import type { z } from 'zod'

/** Of a group, what stands for a key that is wrong. */
const GROUP_KEYS: Readonly<Record<string, unknown>> = { points: 1 }
/** What everything else hangs on. */
const ROOT_KEYS: readonly PropertyKey[] = ['version', 'title', 'groups']

/** `null` where too little is left. */
export function pruned(value: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy: unknown = structuredClone(value)
  for (const issue of issues) {
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]
    if (!paths.every((path) => prune(copy, path))) return null
  }
  return copy
}

function prune(root: unknown, [first, index, key, at]: readonly PropertyKey[]): boolean {
  if (!isMapping(root) || first === undefined) return false
  if (first !== 'groups') {
    // Of the submission nothing but its entry is needed; a wrong title changes nothing else.
    if (first === 'submission') return isMapping(root.submission) && drop(root.submission, index, ['entry'])
    if (first === 'title') root.title = 'T'
    return first === 'title' || drop(root, first, ROOT_KEYS)
  }
  const group: unknown = Array.isArray(root.groups) ? root.groups[Number(index)] : undefined
  if (!isMapping(group) || key === undefined) return false
  if (key !== 'tests') return drop(group, key, ['name'])
  if (!Array.isArray(group.tests) || at === undefined) return false
  group.tests[Number(at)] = { stdout: '' }
  return true
}

function drop(from: Record<string, unknown>, key: PropertyKey | undefined, needed: readonly PropertyKey[]): boolean {
  if (key === undefined || needed.includes(key)) return false
  const name = String(key)
  if (Object.hasOwn(GROUP_KEYS, name)) from[name] = GROUP_KEYS[name]
  else delete from[name]
  return true
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
