# ends: exit 0
import atexit, sys


@atexit.register
def leave():
    sys.exit(5)
