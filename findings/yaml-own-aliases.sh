#!/bin/sh
# yaml: it cannot read back what it wrote. A list in which one object occurs 150 times is written with an anchor and 149
# aliases, and `parse` refuses more than 100 aliases as an attack on its resources. With the
# same contents in objects of their own, it is read.
# Shown with yaml 2.9.1 from npm. Exits with 1 when that changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --no-save yaml@2.9.1 >/dev/null
cat > show.mjs <<'JS'
import { readFileSync } from 'node:fs'
import { parse, stringify } from 'yaml'
console.log(`yaml ${JSON.parse(readFileSync('node_modules/yaml/package.json', 'utf8')).version}`)
function readBack(name, value) {
  try {
    console.log(`${name}: read back ${parse(stringify(value)).length} items`)
  } catch (error) {
    console.log(`${name}: ${error.name}: ${error.message}`)
  }
}
const one = { x: 1 }
readBack('one object 100 times', Array(100).fill(one))
readBack('one object 150 times', Array(150).fill(one))
readBack('150 equal objects', Array.from({ length: 150 }, () => ({ x: 1 })))
JS
node show.mjs | tee found.txt
cat > expected.txt <<'TXT'
yaml 2.9.1
one object 100 times: read back 100 items
one object 150 times: ReferenceError: Excessive alias count indicates a resource exhaustion attack
150 equal objects: read back 150 items
TXT
cmp expected.txt found.txt
