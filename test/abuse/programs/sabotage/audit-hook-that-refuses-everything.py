# ends: exit 1 RuntimeError
import sys


def refuse(event, arguments):
    raise RuntimeError(event)


sys.addaudithook(refuse)
open("x", "w")
