import { expect, test } from 'vitest'
import { envOf } from '../../../src/runtimes/manifest/env.js'

test("the caller's variables come after the manifest's, and win", () => {
  const env = envOf({ env: { A: '1', B: '2' } }, [
    ['C', '3'],
    ['B', '4'],
  ])
  expect(env).toEqual([
    ['A', '1'],
    ['B', '4'],
    ['C', '3'],
  ])
})

test("what stands before the caller's names keeps them apart from the manifest's", () => {
  const env = envOf({ env: { A: '1' }, envPrefix: 'X_' }, [
    ['A', '2'],
    ['X_A', '3'],
  ])
  expect(env).toEqual([
    ['A', '1'],
    ['X_A', '2'],
    ['X_X_A', '3'],
  ])
})
