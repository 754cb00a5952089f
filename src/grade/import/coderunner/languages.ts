/** The question types that CodeRunner brings (db/builtin_PROTOTYPES.xml of trampgeek/moodle-qtype_coderunner), as far as a task can do what their templates do. */
import type { TestFile } from '../../task/schema.js'

export interface QuestionType {
  readonly entry: string
  /** What stands around a submission, for the code of a test. */
  readonly around: (code: string, extra: string) => Pick<TestFile, 'prepend' | 'append'>
  /** Whether the tests without stdin run in one process there, one after the other. */
  readonly oneProcess: boolean
}

const behind = (code: string): Pick<TestFile, 'append'> => (code.trim() === '' ? {} : { append: `${code}\n` })
const nothing = (): Pick<TestFile, 'append'> => ({})

/** Shows what is typed, as a terminal would. */
const ECHO = `import builtins as _builtins
def input(prompt=""):
    line = _builtins.input(prompt)
    print(line)
    return line
`
const C_HEADERS = ['stdio.h', 'stdlib.h', 'ctype.h', 'string.h', 'stdbool.h', 'math.h']
const CPP_HEADERS = ['iostream', 'fstream', 'string', 'cmath', 'vector', 'algorithm']

const includes = (names: readonly string[]) => names.map((name) => `#include <${name}>\n`).join('')
const mainOf = (code: string) => `int main() {\n{\n${code};\n}\nreturn 0;\n}\n`

const types: Readonly<Record<string, QuestionType>> = {
  python3: { entry: 'main.py', around: behind, oneProcess: true },
  python3_w_input: { entry: 'main.py', around: (code) => ({ prepend: ECHO, ...behind(code) }), oneProcess: true },
  nodejs: { entry: 'main.js', around: behind, oneProcess: true },
  php: { entry: 'main.php', around: (code) => behind(`${code};`), oneProcess: true },
  c_program: { entry: 'main.c', around: nothing, oneProcess: false },
  cpp_program: { entry: 'main.cpp', around: nothing, oneProcess: false },
  c_function: {
    entry: 'main.c',
    around: (code) => ({ prepend: includes(C_HEADERS), append: mainOf(code) }),
    oneProcess: true,
  },
  cpp_function: {
    entry: 'main.cpp',
    around: (code, extra) => ({
      prepend: `${includes(CPP_HEADERS)}using namespace std;\n`,
      append: mainOf(`${extra};\n${code}`),
    }),
    oneProcess: true,
  },
}

export const knownTypes: readonly string[] = Object.keys(types)

export function questionType(name: string): QuestionType | undefined {
  return Object.hasOwn(types, name) ? types[name] : undefined
}
