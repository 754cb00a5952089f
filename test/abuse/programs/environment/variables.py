# ends: exit 0
import os

text = str(dict(os.environ)).lower()
for word in ('can' + 'ary', 'home', 'path=', 'user', 'node', 'fuelcell', 'tmpdir'):
    assert word not in text, word
