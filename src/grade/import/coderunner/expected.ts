/** How CodeRunner's graders compare (classes/*_grader.php and util.php, clean). */
import { coderunnerImports as say } from '../../messages/import-coderunner.js'
import type { OutputFile } from '../../task/schema.js'
import { refuse } from '../notes.js'

export const NEAR_CHECKER = 'checkers/near_equality.py'

/** Letters of either case, without empty lines, and several spaces as one; ends of lines and of the text do not count. */
export const nearChecker = `import re
import sys

def reduced(path):
    with open(path, encoding="utf-8", errors="replace", newline="") as file:
        lines = [line.rstrip(" \\t\\r\\n\\v\\0") for line in file.read().split("\\n")]
    text = "\\n".join(line for line in lines if line)
    return re.sub("  +", " ", text).lower()

_, answer, output = sys.argv[1:4]
sys.exit(42 if reduced(output) == reduced(answer) else 43)
`

export function expectedBy(grader: string, expected: string, field: string): OutputFile {
  switch (grader) {
    case '':
    case 'EqualityGrader':
      return { value: expected, match: 'trim' }
    case 'NearEqualityGrader':
      return { value: expected, checker: NEAR_CHECKER }
    case 'RegexGrader':
      return { regex: `(?ms)${pythonPattern(expected.trimEnd())}` }
    default:
      return refuse(field, say.grader(grader))
  }
}

/** PCRE's named groups as Python writes them. */
function pythonPattern(pattern: string): string {
  return pattern.replace(/\(\?<(?![=!])/g, '(?P<').replace(/\\k[<{'](\w+)[>}']/g, '(?P=$1)')
}
