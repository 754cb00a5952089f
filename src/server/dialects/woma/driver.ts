/** What runs a caller's code in the guest and tells its last value, as woma's interpreter does it. */
import { parseJson } from '../bodies/read-json.js'

/** Name of the module, which the code may see and has no use for. */
export const DRIVER = 'fuelcell_woma'
export const RUN = 'run'

/**
 * The code is dedented, and gives the value of its last expression, unless a semicolon ends it. What comes back is a pair: whether
 * it was a success, and `str()` of the value, None for none, or the exception's type and message.
 */
export const driver = `import _ast
import builtins
import sys

ONLY_AST = 1024


def fresh():
    module = type(sys)('__main__')
    module.__builtins__ = builtins
    sys.modules['__main__'] = module
    return module.__dict__


def dedented(code):
    lines = ['' if line.isspace() else line for line in code.split('\\n')]
    margin = None
    for line in lines:
        if line == '':
            continue
        indent = line[:len(line) - len(line.lstrip(' \\t'))]
        if margin is None:
            margin = indent
        while not indent.startswith(margin):
            margin = margin[:-1]
    return '\\n'.join(line[len(margin or ''):] for line in lines)


def is_quiet(source, node):
    lines = source.split('\\n')[node.end_lineno - 1:]
    lines[0] = lines[0].encode()[node.end_col_offset:].decode()
    for line in lines:
        rest = line.lstrip(' \\t\\f\\r)\\\\')
        if rest != '' and rest[0] != '#':
            return rest[0] == ';'
    return False


def text(value):
    return ''.join([str(value)])


def told(error):
    name = type(error).__name__
    message = text(error)
    return name if message == '' else name + ': ' + message


def run(code, names=None):
    try:
        if names is None:
            names = fresh()
        source = dedented(code)
        tree = compile(source, '<exec>', 'exec', ONLY_AST, True)
        last = None
        if tree.body and isinstance(tree.body[-1], _ast.Expr):
            node = tree.body[-1].value
            if not is_quiet(source, node):
                last = _ast.Expression(node)
                tree.body.pop()
        exec(compile(tree, '<exec>', 'exec', 0, True), names)
        value = None if last is None else eval(compile(last, '<exec>', 'eval', 0, True), names)
        return [True, None if value is None else text(value)]
    except BaseException as error:
        try:
            return [False, told(error)]
        except BaseException:
            return [False, type(error).__name__]


def step(code):
    import json
    return json.dumps(run(code, sys.modules['__main__'].__dict__)).encode().hex()
`

/** A step of a session, whose value is the pair as JSON in hexadecimal, between quotes. */
export function stepCode(code: string): string {
  return `__import__('${DRIVER}').step(${JSON.stringify(code)})`
}

/** The pair that a step's value holds; `null` where it holds none. */
export function pairOf(value: string | undefined): readonly [isSuccess: boolean, text: string | null] | null {
  const hex = /^'([0-9a-f]*)'$/.exec(value ?? '')?.[1]
  if (hex === undefined) return null
  const read = parseJson(Buffer.from(hex, 'hex'))
  if (read.kind !== 'json' || !Array.isArray(read.json)) return null
  const [isSuccess, text] = read.json as readonly unknown[]
  if (typeof isSuccess !== 'boolean' || (typeof text !== 'string' && text !== null)) return null
  return [isSuccess, text]
}
