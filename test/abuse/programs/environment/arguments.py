# ends: exit 0
import sys
assert sys.argv == ['main.py'] and sys.orig_argv[-1:] == ['main.py'], (sys.argv, sys.orig_argv)
