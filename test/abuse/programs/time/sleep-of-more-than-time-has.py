# ends: exit 1 OverflowError
import time
time.sleep(10 ** 30)
