# ends: exit 0
import os

for top, folders, names in os.walk('/'):
    if top.startswith('/usr/local/lib'):
        folders.clear()
        continue
    for name in names:
        assert 'canary' not in name, name
        with open(os.path.join(top, name), 'rb') as f:
            assert b'can' + b'ary-' not in f.read(1_000_000), name
