# ends: exit 1 RecursionError
import json
x = []
for _ in range(20_000):
    x = [x]
json.dumps(x)
