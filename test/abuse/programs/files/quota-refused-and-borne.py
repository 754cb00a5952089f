# ends: exit 0
import errno, os

try:
    with open('f', 'wb', buffering=0) as f:
        while True:
            if f.write(bytes(1_000_000)) < 1_000_000:
                break
except OSError as error:
    assert error.errno in (errno.ENOSPC, errno.EFBIG), error
os.unlink('f')
with open('g', 'wb') as f:
    f.write(bytes(1_000_000))
