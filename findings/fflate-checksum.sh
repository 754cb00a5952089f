#!/bin/sh
# fflate: `unzipSync` does not compare what it unpacked with the CRC-32 that the zip has for it. Bytes that were damaged on their
# way come out without an error, where unzip and Python's zipfile refuse them. Its names of
# entries are decoded as Latin-1 where the flag for UTF-8 is not set, as the archiver of macOS leaves it.
# Shown with fflate 0.8.3 from npm. Exits with 1 when that changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --no-save fflate@0.8.3 >/dev/null
cat > show.mjs <<'JS'
import { readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
const { version } = JSON.parse(readFileSync('node_modules/fflate/package.json', 'utf8'))
console.log(`fflate ${version}`)
const zip = zipSync({ 'a.txt': [strToU8('print(2)'), { level: 0 }] })
zip[zip.indexOf('('.charCodeAt(0)) + 1] ^= 1
const found = unzipSync(zip)['a.txt']
console.log(`unpacked ${JSON.stringify(strFromU8(found))}, whose checksum is right: ${crc32(found) === crc32('print(2)')}`)
const named = zipSync({ 'é.txt': strToU8('1') })
for (const at of [6, Buffer.from(named).indexOf('PK\u0001\u0002') + 8]) named[at + 1] &= ~8
console.log(`without the flag: ${JSON.stringify(Object.keys(unzipSync(named)))}`)
JS
node show.mjs | tee found.txt
cat > expected.txt <<'TXT'
fflate 0.8.3
unpacked "print(3)", whose checksum is right: false
without the flag: ["Ã©.txt"]
TXT
cmp expected.txt found.txt
