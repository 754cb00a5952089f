import { describe, expect, it } from 'vitest'
import { draftOf, draftYaml, type Source } from '../../../src/grade/import/draft.js'
import { Notes } from '../../../src/grade/import/notes.js'
import { importPairs } from '../../../src/grade/import/pairs.js'
import { type Files, taskOf } from '../../support/real-grader.js'

function source(files: Files): Source {
  const bytes = (path: string) => Buffer.from(files[path] ?? '')
  return { bytes, text: (path) => bytes(path).toString(), paths: Object.keys(files).sort() }
}

const none = { entry: undefined }

/** A draft is a task: what was written is read again. */
const tests = (draft: Parameters<typeof draftYaml>[0], files: Files = {}) =>
  taskOf(draftYaml(draft), files).groups.flatMap((group) => group.tests.map((test) => ({ group: group.name, ...test })))

describe('folders', () => {
  it('of inputs and answers', () => {
    const files = { '01.in': '1', '01.ans': '2', '02.in': '3', 'notes.txt': '' }
    expect(tests(importPairs(source(files), { entry: 'a.py' }), files)).toMatchObject([
      { name: '01', stdin: Buffer.from('1'), stdout: { value: '2' } },
    ])
    expect(() => importPairs(source({}), none)).toThrow('there is no input with an answer beside it')
  })
})

it('tests that share what they expect are written out each', () => {
  const floats = { abs: 0.1 }
  const tests = Array.from({ length: 150 }, (_, index) => ({ name: `${index}`, stdout: { value: '1', floats } }))
  const draft = draftOf({ title: 'T', entry: 'a.py', groups: [{ name: 'Tests', tests }] }, new Notes())
  expect(taskOf(draftYaml(draft)).groups[0]?.tests).toHaveLength(150)
})
