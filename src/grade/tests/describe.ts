/** What the module of a submission is asked about itself. It may lie, and gains nothing: what it did is known before it is asked. */

/** Whether a function is the submission's own: not one of the library, or of the interpreter, under another name. */
export const ownSource = `
def is_own(found):
    import sys
    home = getattr(getattr(found, "func", found), "__module__", None) or type(found).__module__
    file = getattr(sys.modules.get(home), "__file__", None)
    return file is not None and not file.startswith("/usr/")
`

/** `describe` tells whether a function is the submission's own, and the types above every exception of a name. */
export const describeSource = `${ownSource}
def describe(name, kind):
    pending, above = [BaseException], []
    while pending:
        one = pending.pop()
        if one.__name__ == kind: above += [f"{base.__module__}.{base.__qualname__}" for base in one.__mro__]
        pending += type.__subclasses__(one)
    found = getattr(module, name)
    return callable(found) and is_own(found), above
`
