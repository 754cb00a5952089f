#!/bin/sh
# QuickJS: `localeCompare` compares code units, and its answer is their difference, so sorting by it puts all capitals first,
# while every engine with a collation puts 'a' before 'B'. And of integers beyond 2^53 `toString(36)` rounds other digits
# than V8 (decimal digits agree). ECMA-262 allows both, which is why no conformance suite notices.
# Shown with quickjs-emscripten 0.32.0 from npm, beside Node. Exits with 1 when that changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --no-save quickjs-emscripten@0.32.0 >/dev/null
cat > show.mjs <<'JS'
import { readFileSync } from 'node:fs'
import { getQuickJS } from 'quickjs-emscripten'
const { version } = JSON.parse(readFileSync('node_modules/quickjs-emscripten/package.json', 'utf8'))
console.log(`quickjs-emscripten ${version}`)
const quickjs = await getQuickJS()
for (const code of [
  "'a'.localeCompare('B')",
  "['b', 'a', 'C'].sort((x, y) => x.localeCompare(y)).join()",
  "['z', 'é', 'e'].sort((x, y) => x.localeCompare(y)).join()",
  '(1e21 + 1).toString(36)',
  '(1e21 + 1).toString()',
]) {
  console.log(`${code} -> quickjs ${quickjs.evalCode(`String(${code})`)}, node ${(0, eval)(code)}`)
}
JS
node show.mjs | tee found.txt
cat > expected.txt <<'TXT'
quickjs-emscripten 0.32.0
'a'.localeCompare('B') -> quickjs 31, node -1
['b', 'a', 'C'].sort((x, y) => x.localeCompare(y)).join() -> quickjs C,a,b, node a,b,C
['z', 'é', 'e'].sort((x, y) => x.localeCompare(y)).join() -> quickjs e,z,é, node e,é,z
(1e21 + 1).toString(36) -> quickjs 5v1j4f4ds7a000, node 5v1j4f4ds7c000
(1e21 + 1).toString() -> quickjs 1e+21, node 1e+21
TXT
cmp expected.txt found.txt
