# ends: exit 0
import sys
del sys.stdin, sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__
