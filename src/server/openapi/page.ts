/** The routes for people: one page without a script, and nothing from elsewhere. */
import { operations } from './document.js'

const style =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem}td{padding:.2rem 1rem .2rem 0;vertical-align:top}pre{background:#f3f3f3;padding:1rem;overflow:auto}'

const example = `curl -s URL/v1/run -H 'content-type: application/json' \\
  -d '{"runtime":"python","code":"print(6 * 7)"}'`

export function openApiPage(url: string): string {
  const rows = operations().map(
    ({ method, path, summary }) => `<tr><td><code>${method}</code><td><code>${path}</code><td>${summary}`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>fuelcell</title><style>${style}</style>
<h1>fuelcell</h1><p>Runs code that nobody trusts, and says exactly what it cost.
<a href="/openapi.json">/openapi.json</a> describes all of this (OpenAPI 3.1).</p>
<table>${rows.join('\n')}</table><pre>${example.replaceAll('URL', escaped(url))}</pre></html>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
