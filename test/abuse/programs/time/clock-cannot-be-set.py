# ends: exit 1 AttributeError
import time
time.clock_settime(time.CLOCK_REALTIME, 0)
