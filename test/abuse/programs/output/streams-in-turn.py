# ends: output-limit
# limits: outputBytes=20000
import sys
while True:
    print('out', flush=True)
    print('err', file=sys.stderr, flush=True)
