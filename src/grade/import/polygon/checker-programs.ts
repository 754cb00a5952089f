/** Checkers in Python that decide as those of testlib do. */

const head = `import re
import sys

with open('output.txt', 'rb') as file:
    given = file.read()
with open('answer.txt', 'rb') as file:
    wanted = file.read()


def end(accepted):
    sys.exit(42 if accepted else 43)


`

/** What stands in the answer line by line; behind that nothing but white space may come. A line that is not there is an empty one. */
const lineByLine = (same: string) => `${head}def lines(text):
    found = [line[:-1] if line.endswith(b'\\r') else line for line in text.split(b'\\n')]
    return found[:-1] if found[-1] == b'' else found


ours, theirs = lines(wanted), lines(given)
rest = theirs[len(ours):]
theirs = theirs[:len(ours)] + [b''] * (len(ours) - len(theirs))
end(${same} and all(not line.strip(b' \\t\\r') for line in rest))
`

export const programs = {
  lines: lineByLine('ours == theirs'),
  wordsInLines: lineByLine('all(one.split() == other.split() for one, other in zip(ours, theirs))'),
  unordered: `${head}def words(text):
    return sorted(word for word in re.split(rb'[ \\t\\r\\n]+', text) if word)


end(words(given) == words(wanted))
`,
} as const
