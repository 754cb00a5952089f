# ends: exit 1 ValueError
import time
time.sleep(-1)
