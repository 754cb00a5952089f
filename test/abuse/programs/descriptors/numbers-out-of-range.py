# ends: exit 0
import os

for fd in (100, 1 << 20, 2 ** 31 - 1, -1):
    for attempt in (os.close, lambda fd: os.read(fd, 1), lambda fd: os.write(fd, b'x')):
        try:
            attempt(fd)
        except OSError:
            continue
        raise AssertionError((fd, attempt))
