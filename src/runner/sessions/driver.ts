/**
 * The Python that performs a session's steps. All steps of a session run in one program, one after the other, and the last
 * one's end is told as the value of the program's last expression.
 */

/** A step as the driver performs it. */
export interface DriverStep {
  /** Its number, from 1; tracebacks call it `<step 1>`. */
  readonly n: number
  readonly code: string
  readonly stdin: string
}

/** What the driver tells of the last step. */
export interface DriverEnd {
  readonly value: string | null
  readonly error: {
    readonly type: string
    readonly message: string
    readonly line: number | null
    readonly traceback: string
  } | null
}

const driver = `
def make():
    import ast, builtins, io, json, linecache, sys, traceback
    main = sys.modules["__main__"].__dict__
    loop = None
    def wait(work):
        nonlocal loop
        if loop is None:
            import asyncio
            loop = asyncio.new_event_loop()
        return loop.run_until_complete(work)
    def run(code):
        found = eval(code, main)
        return wait(found) if code.co_flags & 128 else found
    def parts(source, name):
        tree = compile(source, name, "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        make = lambda part, kind: compile(part, name, kind, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
        if tree.body: yield make(tree, "exec"), False
        if last is not None: yield make(ast.Expression(last.value), "eval"), True
    def told(error, name):
        kind, trace = type(error), error.__traceback__
        while trace is not None and trace.tb_frame.f_code.co_filename != name: trace = trace.tb_next
        if trace is None and not isinstance(error, SyntaxError): trace = error.__traceback__
        if isinstance(error, SyntaxError): trace = None
        error.__traceback__ = trace
        text = "".join(traceback.format_exception(kind, error, trace))
        line = error.lineno if isinstance(error, SyntaxError) and error.filename == name else trace and trace.tb_lineno
        try: message = str.__str__(str(error))
        except BaseException: message = "<exception str() failed>"
        if not isinstance(error, SystemExit): print(text, end="", file=sys.stderr)
        return {"type": kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}.{kind.__qualname__}",
            "message": message, "line": line, "traceback": text}
    def step(n, source, stdin):
        name = f"<step {n}>"
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        sys.stdin = io.TextIOWrapper(io.BytesIO(stdin.encode("utf-8", "surrogateescape")), "utf-8", "surrogateescape")
        answer = {"value": None, "error": None}
        try:
            for code, is_value in parts(source, name):
                found = run(code)
                if is_value and found is not None:
                    builtins._ = None
                    answer["value"] = repr(found)
                    builtins._ = found
        except BaseException as error:
            answer = {"value": None, "error": told(error, name)}
            del error
        for stream in sys.stdout, sys.stderr:
            try: stream.flush()
            except BaseException: pass
        return answer
    class Told:
        def __init__(self, answer): self.text = json.dumps(answer)
        def __repr__(self): return self.text
    # What is beside the text takes this module's own name out of the program's.
    def steps(text, _=None):
        answer = None
        for one in json.loads(text): answer = step(*one)
        return Told(answer)
    def names(done, text, position, _=None):
        steps(done)
        import keyword, re
        word = re.search(r"[\\w.]*$", text[:position]).group()
        head, _, tail = word.rpartition(".")
        if head:
            try: home = eval(head, main)
            except Exception: return Told({"value": [], "error": None})
            known = [f"{head}.{name}" for name in dir(home) if name[:1] != "_" or tail[:1] == "_"]
        else: known = [*main, *dir(builtins), *keyword.kwlist] if word else []
        found = sorted({name for name in known if type(name) is str and name.startswith(word)})[:1000]
        return Told({"value": found, "error": None})
    return steps, names
`

/**
 * The program that gives the driver as bytecode, in base64: compiling it costs more than most steps do, and the interpreter that
 * compiled it is the one that will load it.
 */
export function driverProgram(): string {
  return `import binascii, marshal\nbinascii.b2a_base64(marshal.dumps(compile(${literal(driver)}, "<session>", "exec")), newline=False).decode()\n`
}

/** Loads the driver and leaves nothing of it among the program's names. */
function loading(bytecode: string): string {
  return `exec(__import__("marshal").loads(__import__("binascii").a2b_base64("${bytecode}")))\n`
}

/** The program that performs these steps. */
export function programOf(bytecode: string, steps: readonly DriverStep[]): string {
  return `${loading(bytecode)}(make := make())[0](${literal(dataOf(steps))}, globals().pop("make"))\n`
}

/** The program that performs these steps and then tells how the name before a position may go on. */
export function completionOf(bytecode: string, steps: readonly DriverStep[], text: string, position: number): string {
  return `${loading(bytecode)}(make := make())[1](${literal(dataOf(steps))}, ${literal(text)}, ${position}, globals().pop("make"))\n`
}

function dataOf(steps: readonly DriverStep[]): string {
  return JSON.stringify(steps.map(({ n, code, stdin }) => [n, code, stdin]))
}

/** JSON strings are Python's too, but for what is escaped as pairs of surrogates. */
function literal(text: string): string {
  return JSON.stringify(text).replaceAll(/\p{Cs}|[\u2028\u2029\u007f-\u009f]/gu, (one) => {
    return `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
