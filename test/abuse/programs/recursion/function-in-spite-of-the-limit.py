# ends: out-of-fuel
# limits: fuel=3000000000 memoryPages=600
import sys

sys.setrecursionlimit(2 ** 31 - 1)


def f():
    f()


f()
