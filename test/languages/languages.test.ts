import { expect, it } from 'vitest'
import { namedCases } from '../../src/bench/case.js'
import {
  canonicalRuntime,
  definitions,
  extensions,
  isSameLanguage,
  runtimeOfExtension,
} from '../../src/languages/languages.js'
import { listRuntimes, readClaims, resolveRuntime } from '../../src/runtimes/manifest/resolve.js'

it.each(await listRuntimes())('%s has the names and files that its manifest claims', async (name) => {
  const { aliases = [], extensions: claimed = [] } = await resolveRuntime(name)
  expect(aliases.map(canonicalRuntime)).toEqual(aliases.map(() => name))
  expect(claimed.map(runtimeOfExtension)).toEqual(claimed.map(() => name))
})

it('no language claims a file of another runtime', async () => {
  const claims = await readClaims()
  for (const extension of extensions()) {
    const claimed = claims.extensions.get(extension)
    if (claimed !== undefined) expect([extension, runtimeOfExtension(extension)]).toEqual([extension, claimed])
  }
})

it('cases are of the runtime that is meant', () => {
  const cases = ['js', 'quickjs', 'sql', 'c++', 'mine'].map((runtime) => ({ code: 'x', name: runtime, runtime }))
  expect(namedCases(cases).map(({ runtime }) => runtime)).toEqual(['quickjs', 'quickjs', 'sqlite', 'cpp', 'mine'])
  expect(namedCases([{ code: 'x' }])[0]?.runtime).toBe('python')
})

it('a program of one Python is one of the other', () => {
  expect(isSameLanguage('python', 'python-tuned')).toBe(true)
  expect(isSameLanguage('c', 'cpp')).toBe(false)
  expect(isSameLanguage('mine', 'yours')).toBe(false)
})

it('parameters are defined in the words of the language', () => {
  const params = { n: 10, big: 2n ** 64n, text: 'a"$x#{y}', flag: true }
  expect(definitions('quickjs', params)).toBe(
    'var n = 10;\nvar big = 18446744073709551616n;\nvar text = "a\\"$x#{y}";\nvar flag = true;\n',
  )
  expect(definitions('python-tuned', { n: 10, flag: true })).toBe('n = 10\nflag = True\n')
  expect(definitions('php-tuned', { n: 10 })).toBe('<?php $n = 10; ?>\n')
  expect(definitions('cpp', { n: 10 })).toBe('#define n 10\n')
  expect(() => definitions('sqlite', params)).toThrow(/sqlite/)
})
