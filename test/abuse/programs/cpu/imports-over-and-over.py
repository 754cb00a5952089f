# ends: out-of-fuel
import importlib, json, sys

while True:
    for name in [name for name in sys.modules if name.startswith('json')]:
        del sys.modules[name]
    import json
