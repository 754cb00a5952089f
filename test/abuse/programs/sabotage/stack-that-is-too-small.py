# ends: exit 0
def f():
    return [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]


f.__code__ = f.__code__.replace(co_stacksize=0)
for _ in range(100):
    f()
