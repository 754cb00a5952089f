# ends: exit 0
import os

open('a', 'w').write('a')
with open('b', 'w+') as b:
    b.write('b')
    b.flush()
    os.rename('a', 'b')
    b.seek(0)
    assert b.read() == 'b'
assert open('b').read() == 'a'
