import { writeFileSync } from 'node:fs'
import { test } from 'vitest'
import { cCompiler } from './c-compiler.js'
import { BASE, HEADER } from './fuzz/base.js'
import { behaviour } from './fuzz/behaviour.js'
import { compiledBase, readable, sourceOf } from './fuzz/flavours.js'
import { program } from './fuzz/program.js'
import { zigCompiler } from './zig-compiler.js'

test('t', async () => {
  const c = process.env.FUZZ_ZIG ? zigCompiler(process.env.FUZZ_ZIG) : await cCompiler()
  const n = 400
  const ps = Array.from({ length: n }, (_, i) => program(`p${i}`, 5000 + i))
  writeFileSync(
    '/tmp/scratch-fuzz/all.c',
    [
      HEADER,
      BASE,
      ...ps.map(readable),
      `int printf(const char*, ...); int main(){int n[]={0,1,-1,77,40001,-2147483647-1};\nfor(int i=0;i<6;i++){`,
      ...ps.map((p) => `printf("${p.name} %d\\n", ${p.name}(n[i]));`),
      '}}',
    ].join('\n'),
  )
  console.log(ps.map((p) => readable(p).length).join(' '))

  const s = performance.now()
  const src = sourceOf(ps, c, compiledBase(c))
  const [a, b] = await Promise.all([src.link('plain'), src.link('untouched')])
  console.log(a.length, b.length, performance.now() - s)
  const [x, y] = await Promise.all([behaviour(a, src.programs), behaviour(b, src.programs)])
  console.log(performance.now() - s)
  for (const p of src.programs) if (x.get(p) !== y.get(p)) console.log('DIFF', x.get(p), y.get(p))
  console.log([...x.values()].filter((v) => v.includes('fails')).length, x.get('p3'))
}, 600000)
