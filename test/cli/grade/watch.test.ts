import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { whileWatching } from '../../../src/cli/grade/watch.js'
import { FuelcellError } from '../../../src/core/errors.js'
import { Screen } from '../../support/command-line.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fuelcell-watch-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

it('works again after a change, also after a task that was wrong, until it is interrupted', async () => {
  const interrupt = new AbortController()
  const stderr = new Screen()
  let rounds = 0
  await whileWatching([folder], { interrupted: interrupt.signal, stderr }, async () => {
    rounds += 1
    if (rounds === 3) interrupt.abort('SIGINT')
    else writeFileSync(join(folder, 'grade.yaml'), `${rounds}`)
    if (rounds === 1) throw new FuelcellError('invalid-option', 'line 1 is wrong')
  })
  expect(rounds).toBe(3)
  expect(stderr.shown).toBe('fuelcell: line 1 is wrong\n')
})

it('ends with what is no fault of a file', async () => {
  const context = { interrupted: new AbortController().signal, stderr: new Screen() }
  const closed = new Error('a defect')
  await expect(whileWatching([folder], context, () => Promise.reject(closed))).rejects.toBe(closed)
})
