/** Work that is done again whenever files change. */
import { type FSWatcher, watch } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { FuelcellError } from '../../core/errors.js'
import { systemReason } from '../../core/system-reason.js'
import { gradeReports } from '../../grade/messages/reports.js'
import type { Context } from '../command.js'
import { commandLine } from '../messages.js'

/** Editors write a file in several steps. */
const SETTLING_MS = 100

/** Does the work once, and again after every change, until the person interrupts. What is wrong with files is told, and waited out. */
export async function whileWatching(
  paths: readonly string[],
  { interrupted, stderr }: Pick<Context, 'interrupted' | 'stderr'>,
  work: () => Promise<unknown>,
): Promise<void> {
  let wake: () => void = () => undefined
  const watchers = paths.map((path) => watching(path, interrupted, () => wake()))
  for (const watcher of watchers) watcher.on('error', () => undefined)
  try {
    while (!interrupted.aborted) {
      const changed = new Promise<void>((resolve) => {
        wake = resolve
        interrupted.addEventListener('abort', () => resolve(), { once: true })
      })
      await work().catch((error) => {
        if (!(error instanceof FuelcellError) || error.code === 'aborted') throw error
        stderr.write(commandLine.failed(error.message))
      })
      await changed
      await setTimeout(SETTLING_MS)
    }
  } finally {
    for (const watcher of watchers) watcher.close()
  }
}

function watching(path: string, signal: AbortSignal, changed: () => void): FSWatcher {
  try {
    return watch(path, { recursive: true, signal }, changed)
  } catch (cause) {
    throw new FuelcellError('invalid-option', gradeReports.cannotList(path, systemReason(cause)), { cause })
  }
}
