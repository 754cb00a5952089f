/** The description of the server, for programs and for people. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Hono } from 'hono'
import { packageFolder } from '../../core/package-folder.js'
import type { Env } from '../env.js'
import { openApi } from '../openapi/document.js'
import { openApiPage } from '../openapi/page.js'
import type { Service } from '../service.js'

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export function mountDescription(app: Hono<Env>, service: Service): void {
  let document: string | undefined
  app.get('/openapi.json', (c) => {
    document ??= JSON.stringify(openApi(versionOf(), service.keys.areNeeded))
    return c.body(document, 200, { 'content-type': 'application/json; charset=utf-8' })
  })
  app.get('/docs', (c) => c.html(openApiPage(new URL(c.req.url).origin), 200, { 'content-security-policy': POLICY }))
}

function versionOf(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8'))
  return manifest.version
}
