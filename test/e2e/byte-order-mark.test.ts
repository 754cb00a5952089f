/** A program that an editor saved with a byte order mark. */
import { expect, it } from 'vitest'
import { runCode } from '../../src/index.js'

const MARK = '\u{feff}'

it.each([
  ['python', 'print(1)', '1\n'],
  ['quickjs', 'console.log(1)', '1\n'],
  ['ruby', 'puts 1', '1\n'],
  ['sqlite', 'select 1;', '1\n'],
  // As the command of PHP itself, which takes it for text before the program.
  ['php', '<?php echo 1;', `${MARK}1`],
])('%s', async (runtime, code, stdout) => {
  const result = await runCode(runtime, `${MARK}${code}`)
  expect([result.stdout, result.stderr, result.exitCode]).toEqual([stdout, '', 0])
})
