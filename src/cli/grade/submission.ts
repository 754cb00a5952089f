/** What was handed in, out of a file, a folder or a zip. Whatever is wrong with it is for the grader to tell, never thrown. */
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Submission } from '../../grade/submission.js'
import { selects } from '../../grade/submission.js'
import type { Task } from '../../grade/task/task.js'
import { gradeVerdicts as say } from '../../messages/grade-verdicts.js'
import { systemReason } from '../../system-reason.js'
import { MIB } from '../../units.js'

/** More than any program has; a folder with more was not cleaned up. */
const MAX_FILES = 10_000
/** A zip may hold what does not count beside what does. */
const MAX_ZIP_BYTES = 64 * MIB
/** The signature of a zip's first entry (APPNOTE, section 4.3.7). */
const ZIP_SIGNATURE = Buffer.from('PK\u0003\u0004')

export async function loadSubmission(path: string, task: Task): Promise<Submission> {
  try {
    // Not followed: it might be another one's work, or the task's own solution.
    const found = await lstat(path)
    if (found.isSymbolicLink()) return unfit(say.isLink(path))
    if (found.isDirectory()) return await withoutTopFolder(await filesOfFolder(path, task), task)
    if (!found.isFile()) return unfit(say.notAFile(path))
    if (found.size > MAX_ZIP_BYTES) return unfit(say.tooLarge(found.size, task.maxBytes))
    const bytes = await readFile(path)
    if (bytes.subarray(0, ZIP_SIGNATURE.length).equals(ZIP_SIGNATURE)) return await filesOfZip(bytes, path, task)
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
  const files: Record<string, Uint8Array> = {}
  const counts = selects(task)
  let bytes = 0
  let seen = 0
  const pending = ['']
  for (let below = pending.pop(); below !== undefined; below = pending.pop()) {
    for (const name of (await readdir(join(folder, below))).sort()) {
      seen += 1
      if (seen > MAX_FILES) return unfit(say.tooManyFiles(MAX_FILES))
      const path = below === '' ? name : `${below}/${name}`
      const found = await lstat(join(folder, path))
      if (found.isDirectory() && name !== '.git' && name !== '__pycache__') pending.push(path)
      if (!found.isFile() || !counts(path)) continue
      bytes += found.size
      if (bytes > task.maxBytes) return unfit(say.tooLarge(bytes, task.maxBytes))
      files[path] = await readFile(join(folder, path))
    }
  }
  return { files }
}

async function filesOfZip(zip: Uint8Array, path: string, task: Task): Promise<Submission> {
  const { unzipSync } = await import('fflate')
  const counts = selects(task)
  let bytes = 0
  try {
    const files = unzipSync(zip, {
      // Sizes are as the zip has them; the library writes no more than that.
      filter: ({ name, originalSize }) => {
        if (name.startsWith('__MACOSX/') || name.endsWith('/') || !counts(name)) return false
        bytes += originalSize
        return bytes <= task.maxBytes
      },
    })
    return bytes > task.maxBytes ? unfit(say.tooLarge(bytes, task.maxBytes)) : withoutTopFolder({ files }, task)
  } catch (error) {
    return unfit(say.unreadable(path, error instanceof Error ? error.message : String(error)))
  }
}

/** A folder that holds everything, as most zips have one, does not count. */
function withoutTopFolder(submission: Submission, { entry }: Task): Submission {
  const paths = Object.keys(submission.files)
  const [top = ''] = paths[0]?.split('/') ?? []
  if (!paths.includes(`${top}/${entry}`) || paths.some((path) => !path.startsWith(`${top}/`))) return submission
  const files = paths.map((path) => [path.slice(top.length + 1), submission.files[path] ?? new Uint8Array()] as const)
  return { ...submission, files: Object.fromEntries(files) }
}
