# ends: out-of-fuel
import sys


def trace(frame, event, argument):
    while True:
        pass


sys.settrace(trace)
print('traced')
len([1])
(lambda: 1)()
