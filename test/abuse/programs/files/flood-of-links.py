# ends: disk-limit
import os
n = 0
while True:
    os.symlink('x', f'l{n}')
    n += 1
