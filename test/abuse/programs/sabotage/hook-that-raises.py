# ends: exit 1 ValueError
import sys


def hook(*error):
    raise KeyError


sys.excepthook = hook
raise ValueError
