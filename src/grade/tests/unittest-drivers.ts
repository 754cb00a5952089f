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
  return `import builtins, difflib, pprint, sys, types, unittest, unittest.case
from importlib.util import module_from_spec, spec_from_file_location
TEST, MODULE = ${JSON.stringify(testPath)}, ${JSON.stringify(module)}
answers, asked, made, count, constants = [], [], {}, 0, {}
${below}# A submission chooses how large its answer is: laying that out takes long, and a diff the square of its lines.
def laid_out(value):
    text = repr(value)
    return pprint.pformat(value) if len(text) < 5000 else text[:5000]
unittest.case.difflib = types.SimpleNamespace(ndiff=lambda a, b: difflib.ndiff(a[:100], b[:100]))
unittest.case.pprint = types.SimpleNamespace(pformat=laid_out)
class Ask(BaseException): pass
def load(name, path):
    spec = spec_from_file_location(name, path)
    found = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(found)
    return found
class StandIn(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"): raise AttributeError(name)
        if name in constants: return constants[name]
        if name.endswith(("Error", "Exception", "Warning")):
            return made.setdefault(name, type(name, (Exception,), {"__module__": MODULE}))
        def call(*args, **kwargs): return answer(name, args, kwargs)
        call.__name__ = call.__qualname__ = name
        return call
def answer(name, args, kwargs):
    global count
    if asked: raise Ask
    count += 1
    if count > len(answers):
        asked.append((name, list(args), kwargs))
        raise Ask
    how, *what = answers[count - 1]
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
    return ("ask", *asked[0]) if asked else outcome
def told(text):
    lines = [line for line in text.splitlines() if line[:1].isalpha() and not line.startswith("Traceback")]
    return (lines or [text])[0][:500]
def outcome_of(name):
    tests = test_module()
    head, _, method = name.partition(".")
    if not method: case = unittest.FunctionTestCase(vars(tests)[head])
    else: case = vars(tests)[head](method)
    result = unittest.TestResult()
    try: unittest.TestSuite([case]).run(result)
    except KeyboardInterrupt: return "error", "KeyboardInterrupt"
    for how, found in (("error", result.errors), ("failed", result.failures)):
        if found: return how, told(found[0][1])
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
def constants():
    plain = (bool, int, float, str, bytes)
    return {key: value for key, value in vars(module).items() if type(value) in plain and key[:1] != "_"}
def replay(calls):
    for name, args, kwargs in calls:
        try: function = getattr(module, name)
        except AttributeError: return "missing", name
        if not callable(function): return "no function", name
        try: outcome = "returned", function(*args, **kwargs)
        except BaseException as error:
            if not is_own(function): return "foreign", name
            kinds = [f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__]
            outcome = "raised", kinds, str(error)[:1000]
    return outcome
`
