# ends: output-limit
import atexit


@atexit.register
def flood():
    while True:
        print('x' * 100)
