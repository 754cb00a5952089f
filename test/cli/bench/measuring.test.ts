import { expect, it } from 'vitest'
import { benchProgress } from '../../../src/cli/bench/measuring.js'
import { Screen } from '../../support/command-line.js'

const at = (stderr: Screen) => {
  let nowMs = 0
  const progress = benchProgress(stderr, () => nowMs)
  return {
    progress,
    show: (ms: number, done: number) => {
      nowMs = ms
      progress.show({ done, total: 9, name: `s${done}\n` })
    },
  }
}

it('progress appears on a terminal after a second, ten times a second at the most, and goes away', () => {
  const stderr = new Screen({ isTTY: true })
  const { progress, show } = at(stderr)
  show(999, 1)
  expect(stderr.shown).toBe('')
  show(1000, 2)
  show(1050, 3)
  show(1100, 4)
  progress.clear()
  progress.clear()
  expect(stderr.shown).toBe('\r\u001b[2Kfuelcell: 2 of 9 · s2 \r\u001b[2Kfuelcell: 4 of 9 · s4 \r\u001b[2K')
})

it('progress does not appear in a pipe', () => {
  const stderr = new Screen()
  const { progress, show } = at(stderr)
  show(5000, 1)
  progress.clear()
  expect(stderr.shown).toBe('')
})
