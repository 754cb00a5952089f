/** A task that is being made out of something else. */
import { stringify } from 'yaml'
import type { TaskFile, TestFile } from '../task/schema.js'
import type { Notes, Warning } from './notes.js'

export interface Draft {
  readonly task: TaskFile
  /** The fields of the package that the task has, with their exact meaning. */
  readonly taken: readonly string[]
  /** Fields that change no mark and nothing that a student sees. */
  readonly ignored: readonly string[]
  /** What could not be taken over, each with what to do. */
  readonly warnings: readonly Warning[]
  /** Files to write beside the task: what was in archives, and solutions. */
  readonly files: Readonly<Record<string, Uint8Array>>
}

/** Reads what an importer asks for; paths are from the folder of the file that is imported. */
export interface Source {
  /** Of the folder, where it has one. */
  readonly name?: string
  readonly text: (path: string) => string
  readonly bytes: (path: string) => Uint8Array
  /** All files below the folder, sorted. */
  readonly paths: readonly string[]
}

/** What the command line says about the task that is made. */
export interface ImportOptions {
  /** The file that is handed in; `undefined` where the package decides. */
  readonly entry: string | undefined
}

export const DEFAULT_ENTRY = 'main.py'

export type GroupDraft = Omit<Partial<TaskFile['groups'][number]>, 'tests'> & {
  readonly name: string
  readonly tests: readonly TestFile[]
}

export interface TaskDraft {
  readonly title: string
  readonly entry: string
  readonly limits?: NonNullable<TaskFile['limits']>
  readonly maxBytes?: string
  readonly groups: readonly GroupDraft[]
  readonly files?: Draft['files']
}

/** A task of the groups that have tests. A group's points are those of its tests where it says nothing else. */
export function draftOf({ title, entry, limits, maxBytes, groups, files = {} }: TaskDraft, notes: Notes): Draft {
  const filled = groups.filter(({ tests }) => tests.length > 0)
  const task: TaskFile = {
    version: 1,
    title: title.slice(0, MAX_TITLE),
    submission: { entry, ...(maxBytes === undefined ? {} : { maxBytes }) },
    ...(limits === undefined ? {} : { limits }),
    groups: filled.map(({ tests, points, ...group }) => ({
      ...group,
      points: points ?? tests.reduce((sum, test) => sum + (test.points ?? 1), 0),
      tests: [...tests],
    })),
  }
  return { task, files, taken: notes.taken, ignored: notes.ignored, warnings: notes.warnings }
}

/** As many characters as a title may have. */
const MAX_TITLE = 200

/** As a `grade.yaml`. */
export function draftYaml({ task }: Draft): string {
  // Tests share objects, and a reader of YAML takes no more than a hundred aliases.
  return stringify(task, { lineWidth: 0, aliasDuplicateObjects: false })
}
