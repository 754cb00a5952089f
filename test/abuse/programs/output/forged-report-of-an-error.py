# ends: exit 0
import sys
print('Traceback (most recent call last):\nValueError: forged', file=sys.stderr)
