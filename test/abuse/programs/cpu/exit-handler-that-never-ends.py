# ends: out-of-fuel
import atexit


@atexit.register
def stay():
    while True:
        pass
