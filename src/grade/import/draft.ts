/** A task that is being made out of something else. */
import { stringify } from 'yaml'
import type { TaskFile, TestFile } from '../task/schema.js'

export interface Draft {
  readonly task: TaskFile
  /** What could not be taken over, each with a reason. */
  readonly warnings: readonly string[]
}

/** Reads what an importer asks for; paths are from the folder of the file that is imported. */
export interface Source {
  readonly text: (path: string) => string
  readonly bytes: (path: string) => Uint8Array
  /** All files below the folder, sorted. */
  readonly paths: readonly string[]
}

export const DEFAULT_ENTRY = 'main.py'

/** A task of groups that have tests. */
export function draftOf(
  title: string,
  entry: string,
  groups: ReadonlyArray<
    Omit<Partial<TaskFile['groups'][number]>, 'tests'> & { readonly name: string; readonly tests: readonly TestFile[] }
  >,
  warnings: readonly string[],
): Draft {
  const filled = groups.filter(({ tests }) => tests.length > 0)
  const task: TaskFile = {
    version: 1,
    title,
    submission: { entry },
    groups: filled.map(({ tests, points, ...group }) => ({
      ...group,
      points: points ?? tests.reduce((sum, test) => sum + (test.points ?? 1), 0),
      tests: [...tests],
    })),
  }
  return { task, warnings }
}

/** As a `grade.yaml`. */
export function draftYaml({ task }: Draft): string {
  return stringify(task, { lineWidth: 0 })
}
