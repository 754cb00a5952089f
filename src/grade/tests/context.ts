import type { Entry, Started } from '../entry.js'
import type { Sandbox } from '../sandbox.js'
import type { Selected } from '../submission.js'
import type { Task, Test } from '../task/task.js'
import type { Trusted } from '../trusted.js'
import type { Judgement } from '../verdict.js'

/** A test with the work that judges it. */
export interface Listed {
  readonly test: Pick<Test, 'name' | 'weight' | 'visibility' | 'feedback' | 'hint'> & { readonly formative?: true }
  readonly work: () => Promise<Judgement>
}

/** What every test is judged with. */
export interface TestContext {
  readonly task: Task
  readonly submission: Selected
  readonly sandbox: Sandbox
  readonly trusted: Trusted
  readonly prepared: Prepared
}

/** What is the same for every test of a submission that has no files of its own. */
export class Prepared {
  readonly #entry: Entry
  readonly #started = new Map<string, Started>()

  constructor(task: Task, submission: Selected) {
    this.#entry = { path: task.entry, files: { ...submission.files, [task.entry]: submission.entry } }
  }

  /** The submission with a test's files, and how it is started. A file of the submission's never replaces one of the test's, but the entry stays. */
  entry(files: Entry['files'], how: string, start: (entry: Entry) => Started): { entry: Entry; started: Started } {
    if (Object.keys(files).length > 0) {
      const { path, files: own } = this.#entry
      const entry = { path, files: { ...own, ...files, [path]: own[path] ?? new Uint8Array() } }
      return { entry, started: start(entry) }
    }
    const started = this.#started.get(how) ?? start(this.#entry)
    this.#started.set(how, started)
    return { entry: this.#entry, started }
  }
}
