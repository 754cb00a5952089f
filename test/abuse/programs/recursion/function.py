# ends: exit 1 RecursionError
def f():
    f()


f()
