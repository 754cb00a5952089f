# ends: exit 0
import os
for n in range(100):
    open(f'f{n}', 'w').close()
for entry in os.scandir():
    os.unlink(entry.name)
assert os.listdir() == []
