/** Checkers in Python that decide as those of DMOJ's judge do. White space is that of ASCII, as in bytes of Python. */
import { pythonText } from '../kattis/validator.js'

export const programs = {
  /** What each begins with. @param settings Constants, by names. */
  head: (settings: Readonly<Record<string, unknown>>): string => {
    const constants = Object.entries(settings).map(([name, value]) => `${name.toUpperCase()} = ${pythonValue(value)}\n`)
    return `import re
import sys

with open('output.txt', 'rb') as file:
    given = file.read()
with open('answer.txt', 'rb') as file:
    wanted = file.read()
${constants.join('')}

def lines(text):
    return [line for line in re.split(b'[\\r\\n]', text) if line]


def end(accepted, part=0):
    if not accepted and part > 0:
        with open('score.txt', 'w') as score:
            score.write(repr(part))
    sys.exit(42 if accepted else 43)


`
  },
  /** The same characters in any order, but for white space and case. */
  easy: `def characters(text):
    return sorted(re.sub(rb'\\s+', b'', text).lower())


end(characters(given) == characters(wanted))
`,
  /** The same lines, but for white space at their ends. */
  rstripped: `def stripped(text):
    found = lines(text) if FILTER_NEW_LINE else re.split(b'[\\r\\n]', text)
    return [line.rstrip() for line in found]


end(stripped(given) == stripped(wanted))
`,
  /** The same lines, or the same words, in any order. */
  sorted: `def parts(text):
    if SPLIT_ON == 'whitespace':
        return sorted(text.split())
    return sorted(line.split() for line in lines(text))


end(parts(given) == parts(wanted))
`,
  /** A part of the points for each right line. */
  linecount: `ours, theirs = lines(wanted), lines(given)
if len(theirs) > len(ours):
    end(False)
right = sum(one.strip() == other.strip() for one, other in zip(ours, theirs))
end(right == len(ours), right / len(ours) if ours else 1)
`,
  /** Points for right lines, as they are distributed. */
  linematches: `ours, theirs = lines(wanted), lines(given)
total = sum(POINT_DISTRIBUTION)
if len(ours) != len(POINT_DISTRIBUTION) or total <= 0:
    sys.exit('the answer has not as many lines as there are points')
if FILLER_LINES_REQUIRED and len(ours) != len(theirs):
    end(False)
points = sum(worth for one, other, worth in zip(ours, theirs, POINT_DISTRIBUTION) if one == other)
end(points == total, points / total)
`,
} as const

function pythonValue(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return Array.isArray(value) ? `[${value.map(String).join(', ')}]` : pythonText(String(value))
}
