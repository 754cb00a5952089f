#!/bin/sh
# fast-xml-parser: numeric character references, which every XML parser has to decode, stay as they are in the text unless
# `htmlEntities` is on, while the five named ones are decoded. A line feed that a program exported as `&#10;` is five characters.
# Shown with fast-xml-parser 5.12.1 from npm. Exits with 1 when that changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --no-save fast-xml-parser@5.12.1 >/dev/null
cat > show.mjs <<'JS'
import { readFileSync } from 'node:fs'
import { XMLParser } from 'fast-xml-parser'
console.log(`fast-xml-parser ${JSON.parse(readFileSync('node_modules/fast-xml-parser/package.json', 'utf8')).version}`)
const xml = '<a>1&#10;2 &#xE9; &lt;</a>'
console.log(`by default: ${JSON.stringify(new XMLParser().parse(xml))}`)
console.log(`with htmlEntities: ${JSON.stringify(new XMLParser({ htmlEntities: true }).parse(xml))}`)
JS
node show.mjs | tee found.txt
cat > expected.txt <<'TXT'
fast-xml-parser 5.12.1
by default: {"a":"1&#10;2 &#xE9; <"}
with htmlEntities: {"a":"1\n2 é <"}
TXT
cmp expected.txt found.txt
