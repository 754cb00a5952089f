# ends: trap out of bounds memory access
import sys


def hook(*error):
    hook(*error)


sys.excepthook = hook
raise ValueError
