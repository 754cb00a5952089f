# ends: exit 0
import os

for name, arguments in [('fork', ()), ('execv', ('/bin/sh', ['sh'])), ('system', ('id',)), ('posix_spawn', ('/bin/sh', ['sh'], {})), ('popen', ('id',)), ('kill', (1, 9)), ('getppid', ()), ('wait', ())]:
    try:
        getattr(os, name)(*arguments)
    except (AttributeError, OSError, NotImplementedError, ModuleNotFoundError, ImportError):
        continue
    assert name == 'getppid', name
