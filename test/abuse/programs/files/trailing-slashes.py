# ends: exit 0
import os

open('f', 'w').close()
for attempt in (open, os.unlink, os.stat):
    try:
        attempt('f/')
    except NotADirectoryError:
        continue
    raise AssertionError(attempt)
os.mkdir('d/')
os.rmdir('d//')
