# ends: exit 0
import os
info = os.stat('main.py')
print(info)
assert info.st_dev < 100 and info.st_ino < 1000 and info.st_uid == 0, info
