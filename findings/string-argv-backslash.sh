#!/bin/sh
# string-argv splits a command line into words and takes quotes off, but does not know backslashes: an escaped quote inside
# double quotes ends them, and the backslash stays. A shell, Python's shlex and the package shlex agree on something else.
# Exits with 1 when one behaves otherwise. Shown with string-argv 0.4.0 and shlex 3.0.0 from npm, beside sh.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund string-argv@0.4.0 shlex@3.0.0 >/dev/null 2>&1
cat > show.mjs <<'JS'
import { parseArgsStringToArgv } from 'string-argv'
import { split } from 'shlex'
import { execFileSync } from 'node:child_process'
for (const line of ['-c "print(\\"Blah\\")"', 'a\\ b', '"a\\\\b"']) {
  const shell = execFileSync('sh', ['-c', `for word in ${line}; do printf '%s\\n' "$word"; done`]).toString().trimEnd().split('\n')
  console.log(line)
  console.log('  string-argv', JSON.stringify(parseArgsStringToArgv(line)))
  console.log('  shlex      ', JSON.stringify(split(line)))
  console.log('  sh         ', JSON.stringify(shell))
}
JS
node show.mjs | tee found.txt
cat > expected.txt <<'TXT'
-c "print(\"Blah\")"
  string-argv ["-c","print(\\Blah\\)"]
  shlex       ["-c","print(\"Blah\")"]
  sh          ["-c","print(\"Blah\")"]
a\ b
  string-argv ["a\\","b"]
  shlex       ["a b"]
  sh          ["a b"]
"a\\b"
  string-argv ["a\\\\b"]
  shlex       ["a\\b"]
  sh          ["a\\b"]
TXT
cmp expected.txt found.txt
