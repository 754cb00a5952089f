/** Whether a piece of Python is whole: its own compiler says so. */
import type { Runner } from '../../runner/runner.js'

const CHECK = `import codeop, json, warnings
warnings.simplefilter("ignore")
try: found = "more" if codeop.compile_command(json.loads(SOURCE), "<input>", "single") is None else "whole"
except (SyntaxError, OverflowError, ValueError): found = "whole"
found
`

/**
 * Whether the text can be run as it stands; a mistake of syntax is whole. What is not may go on in the next line.
 * @param lines As they were typed. An empty one ends a block.
 */
export async function isWhole(
  runner: Pick<Runner, 'run'>,
  runtime: string,
  lines: readonly string[],
): Promise<boolean> {
  const text = lines.join('\n')
  // One line that opens nothing is the usual case, and needs no asking.
  if (lines.length === 1 && !/[:\\([{"'@]/.test(text)) return true
  const source = JSON.stringify(JSON.stringify(text))
  const result = await runner.run({
    runtime,
    code: CHECK.replace('SOURCE', () => source),
    returns: 'last',
    clockStartMs: 0,
    seed: 0,
  })
  return !(result.status === 'exit' && result.value === "'more'")
}
