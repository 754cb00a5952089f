# ends: exit 0
import os

for fd in range(1000):
    try:
        os.close(fd)
    except OSError:
        pass
os._exit(0)
