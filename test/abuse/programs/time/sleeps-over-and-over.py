# ends: out-of-fuel
import time
while True:
    time.sleep(1)
