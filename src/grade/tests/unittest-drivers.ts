/** What runs in the guests of unit tests. Neither side ever sees more of the other than plain data. */
import { dirname } from 'node:path/posix'
import { moduleOf } from '../entry.js'

/**
 * Lists and runs the tests of a file. With `split`, the submission's module is a stand-in: what is called in it is asked for, and the
 * whole test begins again when the answer is known; a test does the same each time, for its world is the same.
 */
export function testDriver(testPath: string, entryPath: string, split: boolean): string {
  const module = moduleOf(entryPath)
  const folder = dirname(entryPath)
  const below = folder === '.' || split ? '' : `sys.path.insert(0, ${JSON.stringify(`/${folder}`)})\n`
  return `import builtins, difflib, inspect, pprint, sys, types, unittest, unittest.case
from importlib.util import module_from_spec, spec_from_file_location
TEST, MODULE = ${JSON.stringify(testPath)}, ${JSON.stringify(module)}
answers, asked, crossed, made, count, constants = [], [], [], {}, 0, {}
# What the submission would read or call is in its own sandbox: a test that puts something else in its place is not seen there.
def world():
    return {"builtins.input": builtins.input, "builtins.print": builtins.print, "builtins.open": builtins.open, "sys.stdin": sys.stdin}
usual = world()
${below}# A submission chooses how large its answer is: laying that out takes long, and a diff the square of its lines.
def laid_out(value):
    text = repr(value)
    return pprint.pformat(value) if len(text) < 5000 else text[:5000]
unittest.case.difflib = types.SimpleNamespace(ndiff=lambda a, b: difflib.ndiff(a[:100], b[:100]))
unittest.case.pprint = types.SimpleNamespace(pformat=laid_out)
class Ask(BaseException): pass
def cross(what):
    crossed.append(what)
    raise Ask
def stood_in(name, plain):
    def looking(found, *args, **kwargs):
        if isinstance(found, StandIn) or getattr(found, "__module__", None) == MODULE and hasattr(found, "stands_in"):
            cross(f"inspect.{name} of the submission")
        return plain(found, *args, **kwargs)
    return looking
inspect.getfile, inspect.signature = stood_in("getsource", inspect.getfile), stood_in("signature", inspect.signature)
def load(name, path):
    spec = spec_from_file_location(name, path)
    found = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(found)
    return found
# A class of the submission's, as its kinds tell: it derives from the first that the interpreter has itself.
def error_class(name, kinds):
    for kind in kinds:
        base = getattr(builtins, kind, None)
        if not (isinstance(base, type) and issubclass(base, Exception)): continue
        # It would end whatever iterates over calls; see exception().
        if issubclass(base, StopIteration): base = RuntimeError
        return type(name, (base,), {"__module__": MODULE})
    return type(name, (Exception,), {"__module__": MODULE})
class StandIn(types.ModuleType):
    def __getattr__(self, name):
        if name == "__all__" and " names" in constants: return [one for one in constants[" names"] if one[:1] != "_"]
        if name.startswith("__"): raise AttributeError(name)
        if name in constants: return constants[name]
        if " names" in constants and name not in constants[" names"]:
            raise AttributeError(f"module {MODULE!r} has no attribute {name!r}")
        kinds = constants.get(" errors", {}).get(name)
        if kinds is not None:
            if name not in made: made[name] = error_class(name, kinds)
            return made[name]
        def call(*args, **kwargs): return answer(name, args, kwargs)
        call.__name__ = call.__qualname__ = name
        call.__module__, call.stands_in = MODULE, True
        return call
    def __setattr__(self, name, value):
        if not name.startswith("__"): cross(f"a change of {name} in the submission")
        super().__setattr__(name, value)
def answer(name, args, kwargs):
    global count
    if asked or crossed: raise Ask
    changed = [place for place, found in world().items() if found is not usual[place]]
    if changed: cross(f"{changed[0]} in place of its own")
    count += 1
    if count > len(answers):
        asked.append((name, list(args), kwargs))
        raise Ask
    printed, changed, how, *what = answers[count - 1]
    constants.update(changed)
    if printed: sys.stdout.write(printed)
    if how == "returned": return what[0]
    raise exception(*what)
def exception(kinds, message):
    own = None
    for kind in kinds:
        home, _, name = kind.rpartition(".")
        if home == MODULE and name in made: return made[name](message)
        if home != "builtins":
            own = own or name
            continue
        base = getattr(builtins, name, None)
        # The submission chose the name: what is no exception would be called with words of its own.
        if not (isinstance(base, type) and issubclass(base, BaseException)): continue
        # It would end whatever iterates over calls, all(map(f, inputs)) above all, as if every answer had been right.
        if issubclass(base, StopIteration): base = RuntimeError
        try: return (type(own, (base,), {}) if own else base)(message)
        except TypeError: continue
    return Exception(message)
def test_module():
    if ${split ? 'True' : 'False'}: sys.modules[MODULE] = StandIn(MODULE)
    else: load(MODULE, ${JSON.stringify(`/${entryPath}`)})
    return load("fuelcell_tests", "/" + TEST)
def cases(tests):
    for name, value in list(vars(tests).items()):
        if isinstance(value, type) and issubclass(value, unittest.TestCase) and value.__module__ == "fuelcell_tests":
            for method in unittest.defaultTestLoader.getTestCaseNames(value):
                yield f"{name}.{method}"
        elif name.startswith("test") and isinstance(value, types.FunctionType): yield name
def names():
    return list(cases(test_module()))
def run(name, given, known):
    answers.extend(given)
    constants.update(known)
    outcome = outcome_of(name)
    if crossed: return "cross", crossed[0]
    return ("ask", *asked[0]) if asked else outcome
# Notes how many calls were made when something failed first: those behind it say nothing of it.
class Noted(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.first = {}
    def note(self, test, which=""): self.first.setdefault(id(test), (which, count))
    def addError(self, test, err):
        self.note(test)
        super().addError(test, err)
    def addFailure(self, test, err):
        self.note(test)
        super().addFailure(test, err)
    def addSubTest(self, test, subtest, err):
        if err is not None: self.note(subtest, f" {subtest._subDescription()}"[:200])
        super().addSubTest(test, subtest, err)
def told(text):
    lines = [line for line in text.splitlines() if line[:1].isalpha() and not line.startswith("Traceback")]
    return (lines or [text])[0][:500]
def outcome_of(name):
    tests = test_module()
    head, _, method = name.partition(".")
    if not method: case = unittest.FunctionTestCase(vars(tests)[head])
    else: case = vars(tests)[head](method)
    result = Noted()
    try: unittest.TestSuite([case]).run(result)
    except KeyboardInterrupt: return "error", "KeyboardInterrupt"
    for how, found in (("error", result.errors), ("failed", result.failures)):
        if found:
            which, at = result.first.get(id(found[0][0]), ("", count))
            return how, told(found[0][1]) + which, at
    if result.unexpectedSuccesses: return "failed", "it was expected to fail"
    return ("skipped", result.skipped[0][1]) if result.skipped else ("passed", "")
`
}

/** Whether a function is the submission's own: not one of the library, or of the interpreter, under another name. */
const ownSource = `
def is_own(found):
    import sys
    home = getattr(getattr(found, "func", found), "__module__", None) or type(found).__module__
    file = getattr(sys.modules.get(home), "__file__", None)
    return file is not None and not file.startswith("/usr/")
`

/** Calls functions of the submission, one after the other in one instance, and tells of the last. */
export const replaySource = `${ownSource}
def is_plain(value, depth=8):
    if type(value) in (bool, int, float, str, bytes, type(None)): return True
    if depth == 0: return False
    if type(value) in (list, tuple): return len(value) < 1000 and all(is_plain(item, depth - 1) for item in value)
    if type(value) is not dict or len(value) >= 1000: return False
    return all(is_plain(key, depth - 1) and is_plain(item, depth - 1) for key, item in value.items())
def constants():
    known = {key: value for key, value in vars(module).items() if is_plain(value) and key[:1] != "_"}
    names = [key for key in vars(module) if type(key) is str and key[:2] != "__"][:10000]
    errors = {key: [kind.__name__ for kind in vars(module)[key].__mro__ if kind.__module__ == "builtins"]
        for key in names if isinstance(vars(module)[key], type) and issubclass(vars(module)[key], BaseException)}
    return {**known, " names": names, " errors": errors}
def replay(calls):
    import contextlib, copy, io
    before = copy.deepcopy(constants())
    for name, args, kwargs in calls:
        try: function = getattr(module, name)
        except AttributeError: return "missing", name
        if not callable(function): return "no function", name
        # As the real one it takes bytes too.
        out = io.TextIOWrapper(io.BytesIO(), "utf-8", "surrogateescape", newline="", write_through=True)
        try:
            with contextlib.redirect_stdout(out): outcome = "returned", function(*args, **kwargs)
        except BaseException as error:
            if not is_own(function): return "foreign", name
            kinds = [f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__]
            outcome = "raised", kinds, str(error)[:1000]
    out.flush()
    printed = out.buffer.getvalue()[:100000].decode("utf-8", "replace")
    now = constants()
    changed = {key: now[key] for key in now if key not in before or before[key] != now[key]}
    return (printed, changed, *outcome)
`
