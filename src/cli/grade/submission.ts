/** What was handed in, out of a file, a folder or a zip. Whatever is wrong with it is for the grader to tell, never thrown. */
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemReason } from '../../core/system-reason.js'
import { MIB } from '../../core/units.js'
import { fileKindOf } from '../../grade/file-kind.js'
import { gradeVerdicts as say } from '../../grade/messages/verdicts.js'
import type { Submission } from '../../grade/submission.js'
import type { Task } from '../../grade/task/task.js'
import { packedData, unpacked } from '../../grade/unpack.js'
import { zipEntries } from '../../grade/zip-directory.js'
import { membersOf } from './member-paths.js'

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
    if (fileKindOf(bytes) === 'zip') return await filesOfZip(bytes, path, task)
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

async function filesOfZip(zip: Uint8Array, path: string, task: Task): Promise<Submission> {
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
