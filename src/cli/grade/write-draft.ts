/** A draft on its way to the disk. Nothing that exists is lost. */
import { mkdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { FuelcellError } from '../../core/errors.js'
import type { Draft } from '../../grade/import/draft.js'
import { gradeImports as say } from '../../grade/messages/imports.js'
import type { Context } from '../command.js'
import { commandLine } from '../messages.js'
import { written } from './output.js'
import type { FolderSource } from './source.js'

/** A task that exists is never lost. */
export async function refuseExisting(path: string): Promise<void> {
  const exists = await stat(path).then(
    () => true,
    () => false,
  )
  if (exists) throw new FuelcellError('invalid-option', say.exists(path))
}

/**
 * Writes a new task, and beside it the files that it needs.
 * @param source Where the files lie that the task names; `null` where it names none.
 */
export async function writeDraft(
  draft: Draft,
  source: FolderSource | null,
  path: string,
  context: Context,
): Promise<void> {
  const { draftYaml } = await import('../../grade/import/draft.js')
  await refuseExisting(path)
  const folder = dirname(path)
  const files = { ...(await copies(draft, source, folder)), ...draft.files }
  for (const [name, bytes] of Object.entries(files)) await refuseOther(join(folder, name), bytes)
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await written(join(folder, name), bytes)
  }
  await mkdir(folder, { recursive: true })
  await written(path, draftYaml(draft))
  for (const { field, message } of draft.warnings) {
    context.stderr.write(commandLine.warned(say.warned(field, message)))
  }
  const tests = draft.task.groups.reduce((sum, group) => sum + (group.tests?.length ?? 0), 0)
  context.stderr.write(say.wroteTask(path, tests))
  if (Object.keys(draft.files).some((name) => name.startsWith('solutions/accepted/'))) {
    context.stderr.write(say.calibrateNext(path))
  }
}

/** Files that the task names, where it is written into another folder. */
async function copies(draft: Draft, source: FolderSource | null, folder: string): Promise<Draft['files']> {
  if (source === null || resolve(source.folder) === resolve(folder)) return {}
  const { namedFiles } = await import('../../grade/import/named-files.js')
  const names = namedFiles(draft.task).filter((name) => !Object.hasOwn(draft.files, name))
  return Object.fromEntries(names.map((name) => [name, source.bytes(name)]))
}

async function refuseOther(path: string, bytes: Uint8Array): Promise<void> {
  const found = await readFile(path).catch(() => null)
  if (found === null) return refuseExisting(path)
  if (!found.equals(bytes)) throw new FuelcellError('invalid-option', say.exists(path))
}
