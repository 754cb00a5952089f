/** A submission out of a zip. Whatever is wrong with it is for the grader to tell, never thrown. */

import { zipEntries } from '../core/zip-directory.js'
import { membersOf } from './member-paths.js'
import { gradeVerdicts as say } from './messages/verdicts.js'
import type { Submission } from './submission.js'
import type { Task } from './task/task.js'
import { packedData, unpacked } from './unpack.js'

/** More than any program has; an archive with more was not cleaned up. */
const MAX_FILES = 10_000

/**
 * The files of a zip that count. Looked at before anything is inflated: how many, how long, whether any leads outside or shares its data.
 * @param path What messages call it.
 */
export async function submissionOfZip(zip: Uint8Array, path: string, task: Task): Promise<Submission> {
  try {
    const entries = zipEntries(zip, MAX_FILES)
    if (entries.length > MAX_FILES) return unfit(say.tooManyFiles(MAX_FILES))
    const members = membersOf(
      entries.map(({ name }) => name),
      task,
    )
    if (members.twice !== null) return unfit(say.fileTwice(members.twice))
    const wanted = new Map(members.counting.map(({ name, path }) => [name, path]))
    const counting = entries.filter(({ name }) => wanted.has(name))
    const bytes = counting.reduce((sum, entry) => sum + entry.bytes, 0)
    if (bytes > task.maxBytes) return unfit(say.tooLarge(bytes, task.maxBytes))
    if (counting.some(({ isLocked }) => isLocked)) return unfit(say.locked(path))
    const files: Array<readonly [string, Uint8Array]> = []
    for (const packed of packedData(zip, counting)) {
      const { name } = packed.entry
      const content = await unpacked(packed)
      if (content === null) return unfit(say.damaged(path, name))
      files.push([wanted.get(name) ?? name, content])
    }
    return { files: Object.fromEntries(files), seen: members.seen }
  } catch (error) {
    return unfit(say.unreadable(path, error instanceof Error ? error.message : String(error)))
  }
}

function unfit(problem: string): Submission {
  return { files: {}, problem }
}
