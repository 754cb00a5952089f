# ends: trap out of bounds memory access
def f():
    return 1


f.__code__ = f.__code__.replace(co_code=bytes([151, 0] + [1, 0] * 5000))
f()
