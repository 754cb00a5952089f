# ends: exit 0
import os
open('f', 'w').close()
for time in (0, 1 << 33, 1 << 62, -1):
    try:
        os.utime('f', (time, time))
    except (OSError, OverflowError):
        pass
