# ends: trap out of bounds memory access
def g():
    yield from g()


next(g())
