/** The released widget in a real browser, unchanged. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codapiDialect } from '../../../src/server/dialects/codapi/mount.js'
import { PROVISIONING_MS, type Served, served } from './support.js'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

describe.skipIf(executablePath === undefined)('@antonz/codapi in Chromium', () => {
  let browser: Browser
  let backend: Served
  let pages: Server
  let html = ''

  beforeAll(async () => {
    backend = await served([codapiDialect], ['python'])
    const script = await readFile('node_modules/@antonz/codapi/dist/snippet.js')
    // Another origin than the server's.
    pages = createServer((request, response) => {
      if (request.url === '/snippet.js') response.setHeader('content-type', 'text/javascript').end(script)
      else response.setHeader('content-type', 'text/html').end(html)
    })
    await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve))
    browser = await chromium.launch({ executablePath: executablePath ?? '', args })
  }, PROVISIONING_MS)

  afterAll(async () => {
    await browser.close()
    pages.close()
    await backend[Symbol.asyncDispose]()
  })

  const click = async (code: string): Promise<unknown> => {
    html = `<!doctype html><meta charset="utf-8"><script src="/snippet.js"></script>
      <codapi-settings url="${backend.url}/v1"></codapi-settings>
      <pre><code>${code.replaceAll('<', '&lt;')}</code></pre>
      <codapi-snippet sandbox="python" editor="basic"></codapi-snippet>`
    const page = await browser.newPage()
    try {
      await page.goto(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/`)
      const result = page.evaluate(() => {
        const scope = globalThis as unknown as { document: { querySelector(selector: string): EventTarget } }
        const snippet = scope.document.querySelector('codapi-snippet')
        return new Promise((resolve) => {
          for (const name of ['result', 'error']) {
            snippet.addEventListener(name, (event) => resolve((event as CustomEvent).detail))
          }
        })
      })
      await page.click('codapi-toolbar button')
      const detail = await result
      return { detail, shown: await page.textContent('codapi-output code') }
    } finally {
      await page.close()
    }
  }

  test('runs a snippet and shows what it prints', async () => {
    const { detail, shown } = (await click('print("hello from wasm")')) as {
      detail: Record<string, unknown>
      shown: string
    }
    expect(detail).toMatchObject({ ok: true, stdout: 'hello from wasm\n', stderr: '' })
    expect(detail.id).toMatch(/^python_run_/)
    expect(shown).toBe('hello from wasm\n')
  })

  test('shows the traceback of a snippet that printed something', async () => {
    const { detail, shown } = (await click('print("a")\n1/0')) as { detail: Record<string, unknown>; shown: string }
    expect(detail).toMatchObject({ ok: false, stdout: '' })
    expect(shown).toMatch(/^a\nTraceback.*ZeroDivisionError: division by zero \(exit status 1\)$/s)
  })
})
