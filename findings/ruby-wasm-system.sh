#!/bin/sh
# ruby.wasm: there are no processes, and yet `system` of a command that does not exist answers true, and $? says exit 0.
# `fork` raises NotImplementedError as the documentation has it; backticks raise an ArgumentError about a null byte.
# Shown with @ruby/3.4-wasm-wasi 2.10.1 from npm under node:wasi. Exits with 1 when that changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --no-save @ruby/3.4-wasm-wasi@2.10.1 @ruby/wasm-wasi@2.10.1 >/dev/null
cat > show.mjs <<'JS'
import { readFileSync } from 'node:fs'
import { DefaultRubyVM } from '@ruby/wasm-wasi/dist/node'
const wasm = readFileSync('node_modules/@ruby/3.4-wasm-wasi/dist/ruby+stdlib.wasm')
const { vm } = await DefaultRubyVM(await WebAssembly.compile(wasm))
console.log(`ruby ${vm.eval('RUBY_VERSION')}`)
const programs = ['system("no such command").inspect', '$?.inspect', 'spawn("no such command").inspect', 'fork.inspect', '`no such command`']
for (const program of programs) {
  const code = `begin; ${program}; rescue Exception => e; e.class.name + ': ' + e.message; end`
  console.log(`${program} -> ${vm.eval(code)}`)
}
JS
node --no-warnings show.mjs | tee found.txt
cat > expected.txt <<'TXT'
ruby 3.4.1
system("no such command").inspect -> true
$?.inspect -> #<Process::Status: pid -1 exit 0>
spawn("no such command").inspect -> nil
fork.inspect -> NotImplementedError: fork() function is unimplemented on this machine
`no such command` -> ArgumentError: string contains null byte
TXT
cmp expected.txt found.txt
