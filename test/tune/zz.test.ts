import { test } from 'vitest'
import binaryen from 'binaryen'
import { readFileSync, writeFileSync } from 'node:fs'
import { startTuner } from './fuzz/tuner.js'
test('t', async () => {
  const tuner = await startTuner()
  for (let i = 1; i <= 25; i++) {
    const m = binaryen.readBinary(readFileSync('/tmp/scratch-fuzz/g-optimised.wasm'))
    for (let j = 1; j <= 25; j++) if (j !== i) m.removeExport(`p${j}`)
    m.runPasses(['remove-unused-module-elements'])
    const w = m.emitBinary(); 
    const r = await tuner.promote(w, [])
    if (r.slots === 0) { console.log(i, r.slots); writeFileSync(`/tmp/scratch-fuzz/bad${i}.wat`, m.emitText()) }
    m.dispose()
  }
}, 600000)
