# ends: exit 0
import os
f = open('f', 'w+')
os.unlink('f')
f.write('x')
f.seek(0)
assert f.read() == 'x' and os.listdir() == ['main.py']
