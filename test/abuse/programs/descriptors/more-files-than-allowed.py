# ends: exit 1 OSError
import errno
kept = []
try:
    while True:
        kept.append(open('main.py'))
except OSError as error:
    assert error.errno == errno.EMFILE and len(kept) <= 64, error
    raise
