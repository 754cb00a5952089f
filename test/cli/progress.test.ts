import { expect, test } from 'vitest'
import { provisioningProgress } from '../../src/cli/progress.js'
import type { ProgressEvent } from '../../src/runtimes/cache/provisioned.js'

/** What stderr gets of the events. */
function shown(events: readonly Omit<ProgressEvent, 'runtime'>[], terminal: boolean): string {
  let text = ''
  const write = (more: string) => {
    text += more
    return true
  }
  const stderr = { write, isTTY: terminal, columns: 20 }
  const { onProgress } = provisioningProgress(stderr as unknown as NodeJS.WriteStream)
  for (const event of events) onProgress({ runtime: 'fake', ...event })
  return text
}

const tuning = (share: number) => ({ step: 'tune', share, message: `${share * 100} %` }) as const

test('a long step is told in a pipe once for each tenth of it', () => {
  const events = [0, 0.03, 0.08, 0.13, 0.19, 0.41, 0.42, 1].map(tuning)
  const lines = shown([{ step: 'verify', message: 'checking' }, ...events, { step: 'ready', message: 'ready' }], false)
  expect(lines).toBe(['checking', '0 %', '13 %', '41 %', '100 %'].map((message) => `fuelcell: ${message}\n`).join(''))
})

test('a terminal has one line of what is done now', () => {
  const line = '\r\u001b[2K'
  const text = shown([tuning(0.01), tuning(0.02), { step: 'ready', message: 'ready' }], true)
  expect(text).toBe(`${line}fuelcell: 1 %${line}fuelcell: 2 %${line}`)
})
