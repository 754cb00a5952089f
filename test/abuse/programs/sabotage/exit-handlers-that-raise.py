# ends: exit 0
import atexit


@atexit.register
def fail():
    raise ValueError("too late")
