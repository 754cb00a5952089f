import type { Entry } from '../entry.js'
import type { Sandbox } from '../sandbox.js'
import type { Selected } from '../submission.js'
import type { Task } from '../task/task.js'
import type { Trusted } from '../trusted.js'

/** What every test is judged with. */
export interface TestContext {
  readonly task: Task
  readonly submission: Selected
  readonly sandbox: Sandbox
  readonly trusted: Trusted
}

/** The submission with a test's files. The submission's own win nothing: a test's file replaces one of the same name, but never the entry. */
export function entryWith({ task, submission }: TestContext, files: Entry['files']): Entry {
  return { path: task.entry, files: { ...submission.files, ...files, [task.entry]: submission.entry } }
}
