import { expect, it } from 'vitest'
import type { Result } from '../../src/core/result.js'
import type { Sandbox } from '../../src/grade/sandbox.js'
import { Trusted } from '../../src/grade/trusted.js'
import { TaskFault } from '../../src/grade/verdict.js'
import { ended, exited } from '../support/results.js'

const LOOKED =
  'That was while it looked at what this submission answered, which may have been made to bring it about: look at the submission before you change the task.'

/** In a sandbox in which everything comes to the same. */
function trusted(result: Result): Trusted {
  return new Trusted({ run: async () => ({ result, usage: result.usage }) } as unknown as Sandbox)
}

const program = { path: 'c.py', code: '' }
const asked = { input: Buffer.of(), expected: '', actual: Buffer.of() }

it('a pattern that does not end on an answer says what it looked at', async () => {
  await expect(trusted(ended('out-of-fuel')).matches('(a+)+b', 'aaaa')).rejects.toThrow(LOOKED)
})

it('a pattern that is none does not put it on the submission', async () => {
  const error = { type: 're.error', message: 'missing )', line: null, traceback: '' }
  const failure = await trusted(exited(1, { error }))
    .matches('(', '')
    .catch((thrown: unknown) => thrown)
  expect(failure).toBeInstanceOf(TaskFault)
  expect((failure as TaskFault).message).toContain('the pattern (')
  expect((failure as TaskFault).message).not.toContain('submission')
})

it.each([ended('out-of-fuel'), ended('out-of-memory'), exited(1)])('a checker that fails says it', async (result) => {
  await expect(trusted(result).checked(program, asked)).rejects.toThrow(LOOKED)
})
