# ends: exit 1 RecursionError
import sys
sys.setrecursionlimit(5)


def f(n):
    return f(n - 1)


f(100)
