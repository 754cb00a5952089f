/** What was handed in, out of a file, a folder or a zip. Whatever is wrong with it is for the grader to tell, never thrown. */
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemReason } from '../../core/system-reason.js'
import { MIB } from '../../core/units.js'
import { fileKindOf } from '../../grade/file-kind.js'
import { membersOf } from '../../grade/member-paths.js'
import { gradeVerdicts as say } from '../../grade/messages/verdicts.js'
import type { Submission } from '../../grade/submission.js'
import type { Task } from '../../grade/task/task.js'
import { submissionOfZip } from '../../grade/zip-submission.js'

/** More than any program has; a folder with more was not cleaned up. */
const MAX_FILES = 10_000
/** A zip may hold what does not count beside what does. */
const MAX_ZIP_BYTES = 64 * MIB

export async function loadSubmission(path: string, task: Task): Promise<Submission> {
  try {
    // Not followed: it might be another one's work, or the task's own solution.
    const found = await lstat(path)
    if (found.isSymbolicLink()) return unfit(say.isLink(path))
    if (found.isDirectory()) return await filesOfFolder(path, task)
    if (!found.isFile()) return unfit(say.notAFile(path))
    if (found.size > MAX_ZIP_BYTES) return unfit(say.tooLarge(found.size, task.maxBytes))
    const bytes = await readFile(path)
    if (fileKindOf(bytes) === 'zip') return await submissionOfZip(bytes, path, task)
    return { files: { [task.entry]: bytes } }
  } catch (error) {
    return unfit(say.unreadable(path, systemReason(error)))
  }
}

function unfit(problem: string): Submission {
  return { files: {}, problem }
}

/** Links are not followed: they would lead out of what was handed in. */
async function filesOfFolder(folder: string, task: Task): Promise<Submission> {
  const sizes = new Map<string, number>()
  let seen = 0
  const pending = ['']
  for (let below = pending.pop(); below !== undefined; below = pending.pop()) {
    for (const name of (await readdir(join(folder, below))).sort()) {
      seen += 1
      if (seen > MAX_FILES) return unfit(say.tooManyFiles(MAX_FILES))
      const path = below === '' ? name : `${below}/${name}`
      const found = await lstat(join(folder, path))
      if (found.isDirectory() && name !== '.git' && name !== '__pycache__') pending.push(path)
      if (found.isFile()) sizes.set(path, found.size)
    }
  }
  const members = membersOf([...sizes.keys()], task)
  if (members.twice !== null) return unfit(say.fileTwice(members.twice))
  const bytes = members.counting.reduce((sum, { name }) => sum + (sizes.get(name) ?? 0), 0)
  if (bytes > task.maxBytes) return unfit(say.tooLarge(bytes, task.maxBytes))
  const files: Array<readonly [string, Uint8Array]> = []
  for (const { name, path } of members.counting) files.push([path, await readFile(join(folder, name))])
  return { files: Object.fromEntries(files), seen: members.seen }
}
