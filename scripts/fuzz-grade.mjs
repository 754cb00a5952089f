/** `npm run fuzz:grade -- CASES [SEED]`: so many random hostile submissions, graded beside honest ones. */
import { run, runScript } from './command.mjs'

await runScript(() => {
  const [cases = '2000', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2)
  console.log(`${cases} cases, seed ${seed}`)
  return run('npx', ['vitest', 'run', 'test/grade/fuzz.test.ts'], { env: { FUZZ_CASES: cases, FUZZ_SEED: seed } })
})
