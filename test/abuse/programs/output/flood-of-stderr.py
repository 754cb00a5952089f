# ends: output-limit
import sys
while True:
    print('x' * 100, file=sys.stderr)
