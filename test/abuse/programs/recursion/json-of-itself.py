# ends: exit 1 ValueError
import json
x = []
x.append(x)
json.dumps(x)
